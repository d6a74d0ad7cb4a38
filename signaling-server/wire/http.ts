import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { RequestError, routes, type ErrorCode, type HttpEntry, type RouteName } from '@protocol';
import type { Refusals } from '../audit/Refusals';
import { ConfigError, isLoopback, type Config } from '../config';
import type { Access } from '../people/Access';
import type { Session, SignedInCaller } from './Caller';
import { securityHeaders } from './contentSecurityPolicy';
import type { Metrics } from './Metrics';
import { servePages, type PagesOptions } from './pages';
import { refusalOf } from './serve';

const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'rate-limited': 429,
  timeout: 504,
  internal: 500,
};

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export type RouteParams<Name extends RouteName> = z.output<(typeof routes)[Name]['params']>;

/** Answers one HTTP request that has been parsed and authorised; byte ranges and HEAD are its own business. */
export type RouteHandler<Name extends RouteName> = (
  params: RouteParams<Name>,
  context: { caller: SignedInCaller; request: FastifyRequest; reply: FastifyReply },
) => Promise<unknown>;

/** Every route of the contract mapped to its function: a missing one does not compile. */
export type RouteHandlers = { [Name in RouteName]: RouteHandler<Name> };

export interface HttpDependencies {
  access: Pick<Access, 'authorise'>;
  sessions: { byToken(token: string): Session | null };
  refusals: Pick<Refusals, 'record'>;
  metrics: Metrics;
  log: Logger;
  config: Pick<Config, 'metricsToken'>;
  pages: PagesOptions;
  routeHandlers: RouteHandlers;
  /** What `/health` says beside `status`. */
  health: () => Promise<Record<string, unknown> & { ok: boolean }>;
}

/** Of a part of a path, in characters: sixteen ids of sixty characters. */
const LONGEST_PARAMETER = 1_000;
/** More than all lines of a large centre; who comes after that tries again. */
const MOST_HELD_UPGRADES = 2_000;

/**
 * The open port. It says that the server is starting until the rest has been made; who asks for a line meanwhile is
 * answered at the moment it can be.
 */
export class HttpServer {
  #listener: RequestListener = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify({ status: 'starting' }));
  };
  #fastify: FastifyInstance | null = null;
  #heldUpgrades: Parameters<UpgradeListener>[] = [];
  readonly #holdUpgrade: UpgradeListener = (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (this.#heldUpgrades.length < MOST_HELD_UPGRADES) this.#heldUpgrades.push([request, socket, head]);
    else socket.destroy();
  };

  private constructor(readonly server: Server) {
    server.on('upgrade', this.#holdUpgrade);
  }

  /** Takes the port at once. Throws a ConfigError where it cannot be had or the certificate cannot be read. */
  static async create({ host, port, tls }: Pick<Config, 'host' | 'port' | 'tls'>): Promise<HttpServer> {
    const listener: RequestListener = (request, response) => http.#listener(request, response);
    const http = new HttpServer(tls === null ? createServer(listener) : await createSecureServer(tls, listener));
    await new Promise<void>((resolve, reject) => {
      http.server.once('error', (error: NodeJS.ErrnoException) => reject(refusalToListen(error, host, port)));
      http.server.listen({ host, port }, resolve);
    });
    return http;
  }

  /** From now on pages, health, metrics and every route of the contract are served. */
  async open(deps: HttpDependencies): Promise<void> {
    const fastify = Fastify({
      ...{ logger: false, exposeHeadRoutes: true, requestTimeout: 30_000 },
      // A path may name a dozen recordings at once, and the router takes what is longer than this for no path of its own.
      routerOptions: { maxParamLength: LONGEST_PARAMETER },
    });
    this.#fastify = fastify;
    fastify.addHook('onRequest', async (_, reply) => {
      void reply.headers(securityHeaders);
    });
    fastify.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
      if (error.statusCode !== undefined && error.statusCode < 500) {
        const message = error.statusCode === 413 ? 'too-large' : 'wrong-type';
        return await reply.code(error.statusCode).send({ code: 'invalid-input', message });
      }
      return await sendRefusal(reply, error, request.routeOptions.url ?? 'unknown route', deps.log);
    });
    fastify.setNotFoundHandler(async (_, reply) => await reply.code(404).send({ code: 'not-found' }));
    fastify.get('/health', async (_, reply) => {
      const { ok, ...rest } = await deps.health();
      return await reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: ok ? 'ok' : 'failing', ...rest });
    });
    fastify.get('/metrics', async (request, reply) => {
      if (!mayReadMetrics(request, deps.config.metricsToken)) return await reply.code(403).send({ code: 'forbidden' });
      return await reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
    });
    // A file comes as it is; what it is, its route finds out.
    fastify.addContentTypeParser(
      /^(image|audio)\/|^application\/octet-stream$/,
      { parseAs: 'buffer' },
      (_, body, done) => done(null, body),
    );
    for (const name of Object.keys(routes) as RouteName[]) serveRoute(fastify, name, deps);
    await servePages(fastify, deps.pages);
    await fastify.ready();
    this.#listener = (request, response) => fastify.routing(request, response);
  }

  /** Said once lines are answered: hands over those that were asked for before. */
  openLines(): void {
    this.server.off('upgrade', this.#holdUpgrade);
    for (const held of this.#heldUpgrades.splice(0)) if (!held[1].destroyed) this.server.emit('upgrade', ...held);
  }

  /** Where it listens; the port is the real one where 0 was asked for. */
  get port(): number {
    const address = this.server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    for (const [, socket] of this.#heldUpgrades.splice(0)) socket.destroy();
    await closed;
    await this.#fastify?.close();
  }
}

/** Parse, bearer session, authorise, handle: what `serve` is to requests. */
function serveRoute(fastify: FastifyInstance, name: RouteName, deps: HttpDependencies): void {
  const [method = 'GET', url = ''] = name.split(' ');
  const entry: HttpEntry = routes[name];
  // TypeScript cannot follow that the handler under a name takes what the entry under the same name parses.
  const handler = deps.routeHandlers[name] as RouteHandler<RouteName> as (
    params: unknown,
    context: Parameters<RouteHandler<RouteName>>[1],
  ) => Promise<unknown>;
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const token = bearerOf(request);
    const session = token === null ? null : deps.sessions.byToken(token);
    const caller = { connectionId: `http:${request.id}`, address: request.ip, session };
    const record = (error: unknown): void => {
      if (session === null || !(error instanceof RequestError)) return;
      const details = { code: error.code, path: request.url.slice(0, 200) };
      deps.refusals.record({ caller, action: name, details }, error);
    };
    try {
      const parsed = entry.params.safeParse(request.params);
      if (!parsed.success) throw new RequestError('invalid-input', 'the address is wrong');
      const subjects = entry.touches(parsed.data);
      await deps.access.authorise(caller, entry.permission, subjects).catch((error: unknown) => {
        record(error);
        throw error;
      });
      if (session === null) throw new RequestError('unauthenticated', 'sign in first');
      return await handler(parsed.data, { caller: { ...caller, session }, request, reply });
    } catch (error) {
      if (error instanceof RequestError && error.code === 'forbidden') record(error);
      return await sendRefusal(reply, error, name, deps.log);
    }
  };
  const bodyLimit = entry.mostBytes === undefined ? {} : { bodyLimit: entry.mostBytes };
  // A stranger's file is not even read.
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const token = bearerOf(request);
    if (method === 'POST' && (token === null || deps.sessions.byToken(token) === null)) {
      throw new RequestError('unauthenticated', 'sign in first');
    }
  };
  fastify.route({ method, url, onRequest, handler: answer, ...bodyLimit });
}

function bearerOf({ headers }: FastifyRequest): string | null {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

async function sendRefusal(reply: FastifyReply, error: unknown, name: string, log: Logger): Promise<FastifyReply> {
  const { code, message } = refusalOf(error, name, log);
  return await reply.code(statusOfCode[code]).header('cache-control', 'no-store').send({ code, message });
}

/** Loopback alone, and not what a proxy on this machine passes on; from elsewhere by METRICS_TOKEN. */
function mayReadMetrics(request: FastifyRequest, metricsToken: string | null): boolean {
  if (isLoopback(request.ip) && request.headers['x-forwarded-for'] === undefined) return true;
  if (metricsToken === null) return false;
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${metricsToken}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function createSecureServer(
  tls: { certificatePath: string; keyPath: string },
  listener: RequestListener,
): Promise<Server> {
  const read = async (variable: string, path: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch {
      throw new ConfigError(`${variable} is "${path}", which cannot be read; allowed is the path of a PEM file.`);
    }
  };
  const [cert, key] = await Promise.all([read('TLS_CERT', tls.certificatePath), read('TLS_KEY', tls.keyPath)]);
  try {
    return createTlsServer({ cert, key, minVersion: 'TLSv1.2' }, listener);
  } catch {
    throw new ConfigError(
      `TLS_CERT is "${tls.certificatePath}" and TLS_KEY is "${tls.keyPath}"; allowed are a certificate and the key that belongs to it, both PEM.`,
    );
  }
}

function refusalToListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new ConfigError(`PORT is ${port}, which is taken on ${host}; allowed is a free port from 1 to 65535.`);
  if (error.code === 'EACCES')
    return new ConfigError(`PORT is ${port}, which this user may not open; allowed is a free port from 1024 to 65535.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ConfigError(
      `HOST is "${host}", which is no address of this machine; allowed is one that it has, such as 127.0.0.1.`,
    );
  }
  return error;
}
