import {
  events,
  PROTOCOL_VERSION,
  replySchema,
  RequestError,
  requests,
  type EventName,
  type EventPayload,
  type Handshake,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  type VersionRefusal,
} from '@protocol';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ServerClock } from './ServerClock';

const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_MS = 1_500;
const CLOCK_REFRESH_MS = 60_000;
const CLOCK_SAMPLES = 3;

export interface ConnectionState {
  /** `outdated`: the server no longer serves this page's version; only a reload helps. */
  readonly phase: 'connecting' | 'online' | 'offline' | 'outdated';
  /** Since when it is offline, on this device's clock; null while it is not. */
  readonly offlineSince: number | null;
  /** Milliseconds of the last measured round trip; null before the first. */
  readonly roundTripMs: number | null;
}

/** What Connection needs of a socket.io socket, so that tests can hand in their own. */
export interface Wire {
  readonly connected: boolean;
  /** True while it is connected or will try again by itself. */
  readonly active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  timeout(milliseconds: number): { emitWithAck(name: string, input: unknown): Promise<unknown> };
  on(name: string, listener: (...received: unknown[]) => void): unknown;
}

type Listener<Name extends EventName> = (payload: EventPayload<Name>) => void;

/** Who this page is, asked at every handshake and after every reconnect. Given by `session`. */
export interface Identity {
  token(): string | null;
  /** Becomes who it was; false where there is nobody to become. Throws RequestError where it should be tried again. */
  resume(): Promise<boolean>;
}

const versionRefusal = z.object({ data: z.object({ code: z.literal<VersionRefusal['code']>('outdated') }) });

const strangerIdentity: Identity = { token: () => null, resume: () => Promise.resolve(false) };

/** The one place that touches the socket: typed requests, parsed events, and the state of the line. */
export class Connection {
  readonly clock = new ServerClock();
  readonly state: StoreApi<ConnectionState> = createStore<ConnectionState>(() => ({
    phase: 'connecting',
    offlineSince: null,
    roundTripMs: null,
  }));
  private identity = strangerIdentity;
  private readonly listeners = new Map<EventName, Set<Listener<never>>>();
  private readonly readyListeners = new Set<() => void>();
  private ready = false;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private clockTimer: ReturnType<typeof setInterval> | null = null;
  private readonly waiting: (readonly [EventName, unknown])[] = [];
  private flushTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly wire: Wire;

  constructor(makeWire: (auth: (give: (auth: object) => void) => void) => Wire = socketOfThisPage) {
    this.wire = makeWire((give) => {
      const token = this.identity.token();
      const handshake: Handshake =
        token === null ? { version: PROTOCOL_VERSION } : { version: PROTOCOL_VERSION, token };
      give(handshake);
    });
  }

  /** Opens the line and keeps it open. `identity` says who this page is on every handshake. */
  open(identity: Identity): void {
    this.identity = identity;
    this.wire.on('connect', () => this.connected());
    this.wire.on('disconnect', (reason) => this.disconnected(reason === 'io server disconnect'));
    this.wire.on('connect_error', (error) => this.refused(error));
    for (const name of Object.keys(events) as EventName[]) {
      this.wire.on(name, (payload) => this.arrived(name, payload));
    }
    this.clockTimer = setInterval(() => void this.measureClock(1), CLOCK_REFRESH_MS);
    this.wire.connect();
  }

  /**
   * Asks the server. Throws RequestError: the server's refusal, `timeout` after ten seconds or without a line, and
   * `internal` where the answer is not what the contract says.
   */
  async request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    if (!this.wire.connected) throw new RequestError('timeout', `${name}: no connection`);
    let answer: unknown;
    try {
      answer = await this.wire.timeout(REQUEST_TIMEOUT_MS).emitWithAck(name, input);
    } catch {
      throw new RequestError('timeout', `${name}: no answer`);
    }
    this.flush();
    const reply = replySchema.safeParse(answer);
    if (!reply.success) throw new RequestError('internal', `${name}: not a reply`);
    if (!reply.data.ok) throw new RequestError(reply.data.code, reply.data.message);
    const output = requests[name].output.safeParse(reply.data.output);
    if (!output.success) throw new RequestError('internal', `${name}: ${output.error.message}`);
    // The schema that has just parsed it is the one RequestOutput<Name> is inferred from.
    return output.data as RequestOutput<Name>;
  }

  /** Hears an event; the answer stops hearing it. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /**
   * Called after every (re)connect once the session stands again, and at once where it already does: the moment to
   * load a snapshot and to open media anew.
   */
  onReady(listener: () => void): () => void {
    this.readyListeners.add(listener);
    if (this.ready) listener();
    return () => this.readyListeners.delete(listener);
  }

  /** Said by `session` after a sign-in on a line that was already open. */
  signedIn(): void {
    this.ready = true;
    for (const listener of this.readyListeners) listener();
  }

  /**
   * Said by `session` when it is over. The server cuts the line of a session that has ended a moment later, and whatever
   * is on it then finds no answer: so the page leaves it by itself and comes back on a new one at once, as a stranger.
   */
  signedOut(): void {
    this.ready = false;
    if (!this.wire.connected) return;
    this.wire.disconnect();
    this.wire.connect();
  }

  /** True while connected and signed in. */
  get isReady(): boolean {
    return this.ready && this.wire.connected;
  }

  close(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    if (this.flushTimer !== null) clearTimeout(this.flushTimer);
    if (this.clockTimer !== null) clearInterval(this.clockTimer);
    this.wire.disconnect();
  }

  private connected(): void {
    this.state.setState({ phase: 'online', offlineSince: null });
    void this.resume();
    void this.measureClock(CLOCK_SAMPLES);
  }

  private async resume(): Promise<void> {
    try {
      if (await this.identity.resume()) this.signedIn();
    } catch {
      this.retryTimer = setTimeout(() => {
        if (this.wire.connected && !this.ready) void this.resume();
      }, RETRY_MS);
    }
  }

  private disconnected(byServer: boolean): void {
    this.ready = false;
    if (this.state.getState().phase !== 'outdated') this.offline();
    // After the server has closed the line socket.io does not come back by itself.
    if (byServer) this.connectLater();
  }

  private refused(error: unknown): void {
    if (versionRefusal.safeParse(error).success) {
      this.state.setState({ phase: 'outdated' });
      this.wire.disconnect();
      return;
    }
    this.offline();
    // A server that is not there is tried again by the socket itself; one that said no is not.
    if (!this.wire.active) this.connectLater();
  }

  private offline(): void {
    this.state.setState((before) => ({ phase: 'offline', offlineSince: before.offlineSince ?? Date.now() }));
  }

  private connectLater(): void {
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      if (!this.wire.connected) this.wire.connect();
    }, RETRY_MS);
  }

  /** What comes in a burst is told in one turn, so that the page is drawn once for it and not once for each event. */
  private arrived(name: EventName, payload: unknown): void {
    if (this.waiting.length === 0) this.flushTimer = setTimeout(() => this.flush(), 0);
    this.waiting.push([name, payload]);
  }

  /** Also before an answer is handed out: what the server said first is known first. */
  private flush(): void {
    if (this.flushTimer !== null) clearTimeout(this.flushTimer);
    this.flushTimer = null;
    for (const [name, payload] of this.waiting.splice(0)) this.received(name, payload);
  }

  private received<Name extends EventName>(name: Name, payload: unknown): void {
    const parsed = events[name].payload.safeParse(payload);
    if (!parsed.success) {
      console.error(`event ${name} is not what the contract says`, parsed.error);
      return;
    }
    // The listeners under a name were all added by on() with that name's payload.
    for (const listener of this.listeners.get(name) ?? []) (listener as (value: unknown) => void)(parsed.data);
  }

  private async measureClock(samples: number): Promise<void> {
    for (let sample = 0; sample < samples; sample += 1) {
      const sentAt = Date.now();
      try {
        const { serverTime } = await this.request('session:time', {});
        const receivedAt = Date.now();
        this.clock.addSample(sentAt, serverTime, receivedAt);
        this.state.setState({ roundTripMs: receivedAt - sentAt });
      } catch {
        return;
      }
    }
  }
}

function socketOfThisPage(auth: (give: (auth: object) => void) => void): Wire {
  return io({
    auth,
    autoConnect: false,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 800,
    // A server that is starting lets a line wait until it can answer.
    timeout: 10_000,
  });
}
