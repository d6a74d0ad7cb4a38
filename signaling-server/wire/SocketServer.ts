import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Logger } from 'pino';
import {
  handshakeSchema,
  OLDEST_SERVED_VERSION,
  PROTOCOL_VERSION,
  requests,
  type Reply,
  type RequestName,
  type VersionRefusal,
} from '@protocol';
import type { Access } from '../people/Access';
import type { Sessions } from '../session/Sessions';
import { Admission } from './Admission';
import type { Announcer } from './Announcer';
import { Broadcast } from './Broadcast';
import type { Caller } from './Caller';
import type { Connections } from './Connections';
import type { OriginPolicy } from './OriginPolicy';
import { RateLimit } from './RateLimit';

/** 500 positions or a long order fit many times over. */
const LARGEST_MESSAGE_BYTES = 512 * 1024;
const PING_INTERVAL_MS = 5_000;
/** With the interval above, a dead line is noticed within 10 s. */
const PING_TIMEOUT_MS = 5_000;
/** After the end of its session a page is told why, and then its line is cut. */
const CUT_OFF_MS = 300;

export interface SocketServerDependencies {
  access: Access;
  connections: Connections;
  sessions: Sessions;
  origins: OriginPolicy;
  clock: () => number;
  log: Logger;
}

type Answer = (name: RequestName, input: unknown, caller: Caller) => Promise<Reply>;

/** Socket.IO: each request is an event of that name with an acknowledgement, each announcement an event. */
export class SocketServer {
  readonly announcer: Announcer;
  #answer: Answer | null = null;
  #closing: Promise<void> | null = null;

  private constructor(
    private readonly deps: SocketServerDependencies,
    private readonly io: Server,
  ) {
    this.announcer = new Broadcast({
      ...deps,
      // A socket stands in a room of its own id; to several rooms at once a message is encoded once.
      deliver: (connectionIds, name, payload, { lossy }) => {
        const sockets = io.to([...connectionIds]);
        (lossy ? sockets.volatile : sockets).emit(name, payload);
      },
    });
  }

  static create(deps: SocketServerDependencies): SocketServer {
    const admission = new Admission();
    const io = new Server({
      serveClient: false,
      maxHttpBufferSize: LARGEST_MESSAGE_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      allowRequest: (request, callback) => admission.enter(() => callback(null, deps.origins.allows(request))),
    });
    const server = new SocketServer(deps, io);
    io.use((socket, next) => next(refusalOfHandshake(socket)));
    io.on('connection', (socket) => server.#welcome(socket));
    deps.sessions.onEnded((session, reason) => {
      for (const connectionId of server.#connectionsOf(session.id)) {
        server.announcer.tell(connectionId, 'session:ended', { sessionId: session.id, reason });
        deps.connections.signOut(connectionId);
        server.#cutOff(connectionId);
      }
    });
    deps.sessions.onExpired((session) => {
      for (const connectionId of server.#connectionsOf(session.id)) {
        server.announcer.tell(connectionId, 'session:ended', { sessionId: session.id, reason: 'expired' });
      }
    });
    return server;
  }

  /** From now on requests are answered. */
  open(httpServer: HttpServer, answer: Answer): void {
    this.#answer = answer;
    this.io.attach(httpServer);
  }

  /** Tells every page and closes its line; the pages come back by themselves when there is a server again. */
  async close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const { connectionId, session } of this.deps.connections.all()) {
        if (session === null) continue;
        this.announcer.tell(connectionId, 'session:ended', { sessionId: session.id, reason: 'server-stopping' });
      }
      for (const { conn } of this.io.sockets.sockets.values()) conn.close();
      this.io.engine?.close();
      await new Promise<void>((resolve) => setTimeout(resolve, CUT_OFF_MS));
    })();
    await this.#closing;
  }

  #welcome(socket: Socket): void {
    const { connections, sessions, clock, log } = this.deps;
    connections.open(socket.id, socket.handshake.address);
    socket.on('disconnect', () => connections.close(socket.id));
    const limit = new RateLimit(clock);
    // One listener for all of them: a line that comes costs a hundred otherwise.
    socket.onAny((name: string, input: unknown, acknowledge: unknown) => {
      if (!isRequestName(name) || !isAcknowledgement(acknowledge)) return;
      const reply = limit.take()
        ? this.#reply(name, input, socket.id)
        : Promise.resolve<Reply>({ ok: false, code: 'rate-limited', message: 'too many requests' });
      reply
        .then(acknowledge)
        .catch((error: unknown) => log.error({ err: error, request: name }, 'a reply could not be sent'));
    });
    const { token } = handshakeSchema.parse(socket.handshake.auth);
    const session = token == null ? null : sessions.byToken(token);
    if (session !== null) connections.signIn(socket.id, session);
  }

  async #reply(name: RequestName, input: unknown, connectionId: string): Promise<Reply> {
    const caller = this.deps.connections.callerOf(connectionId);
    if (caller === null || this.#answer === null) return { ok: false, code: 'unauthenticated', message: 'closed' };
    return await this.#answer(name, input, caller);
  }

  #connectionsOf(sessionId: string): string[] {
    return this.deps.connections
      .all()
      .flatMap(({ connectionId, session }) => (session?.id === sessionId ? [connectionId] : []));
  }

  /** Closes the line itself, which a client takes as a lost one, so that it comes back as a stranger. */
  #cutOff(connectionId: string): void {
    setTimeout(() => this.io.sockets.sockets.get(connectionId)?.conn.close(), CUT_OFF_MS).unref();
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

/** Socket.IO hands in a function where the client waits for an answer; without one there is nothing to do. */
function isAcknowledgement(value: unknown): value is (reply: Reply) => void {
  return typeof value === 'function';
}

function refusalOfHandshake({ handshake }: Socket): (Error & { data: VersionRefusal }) | undefined {
  const parsed = handshakeSchema.safeParse(handshake.auth);
  const version = parsed.success ? parsed.data.version : Number.NaN;
  if (version >= OLDEST_SERVED_VERSION && version <= PROTOCOL_VERSION) return undefined;
  const data: VersionRefusal = { code: 'outdated', version: PROTOCOL_VERSION, oldestServed: OLDEST_SERVED_VERSION };
  return Object.assign(new Error(data.code), { data });
}
