import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import {
  permissionsOfRole,
  PROTOCOL_VERSION,
  replySchema,
  requests,
  roles,
  routes,
  type EventName,
  type Permission,
  type Reply,
  type RequestName,
  type Role,
  type RouteName,
} from '@protocol';
import { Audit } from '../audit/Audit';
import { Refusals } from '../audit/Refusals';
import { Access } from '../people/Access';
import { AccountsTable } from '../people/AccountsTable';
import type { Location } from '../people/Location';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmbeddedStores } from '../persistence/openEmbeddedStores';
import type { LiveSession } from '../session/LiveSession';
import { Sessions } from '../session/Sessions';
import type { Announcer } from './Announcer';
import { Connections } from './Connections';
import { HttpServer, type RouteHandlers } from './http';
import { Metrics } from './Metrics';
import { OriginPolicy } from './OriginPolicy';
import { serve, type AllHandlers } from './serve';
import { SocketServer } from './SocketServer';

export type District = 'city' | 'east' | 'west';

const places = Places.of([
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
]);
const east: Location = { placeId: 'east', vehicleIds: ['car-east'] };
const west: Location = { placeId: 'west', vehicleIds: ['car-west'] };

/** One page or terminal on its socket, and what it was told. */
export class Client {
  readonly told: { name: string; payload: unknown }[] = [];

  constructor(
    private readonly socket: Socket,
    readonly token: string | null,
    readonly session: LiveSession | null,
  ) {
    socket.onAny((name: EventName, payload: unknown) => this.told.push({ name, payload }));
  }

  get connectionId(): string {
    return this.socket.id ?? '';
  }

  /** Why its line was lost, as soon as it is; it does not come back. */
  async lineLost(): Promise<string> {
    this.socket.io.reconnection(false);
    return await new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  async request(name: RequestName, input: unknown): Promise<Reply> {
    return replySchema.parse(await this.socket.timeout(10_000).emitWithAck(name, input));
  }

  /** What it was told so far: an answer comes after whatever was sent before it. */
  async toldOf(name: EventName): Promise<unknown[]> {
    await this.request('session:time', {});
    return this.told.filter((event) => event.name === name).map(({ payload }) => payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}

/**
 * The real wire, rights, sessions and database, over a city of two districts. Only the capabilities are stood in for:
 * they note that they were reached, since a refusal comes before them.
 */
export class ContractWorld {
  readonly reached: string[] = [];
  readonly #clients: Client[] = [];
  readonly #begun = new Map<string, Promise<{ session: LiveSession; token: string }>>();
  /** Things of one connection, as media is. */
  readonly ownedMedia = new Map<string, string>();

  private constructor(
    readonly databases: Databases,
    readonly sessions: Sessions,
    readonly access: Access,
    readonly connections: Connections,
    readonly refusals: Refusals,
    readonly announcer: Announcer,
    private readonly http: HttpServer,
    private readonly sockets: SocketServer,
    private readonly folder: { readonly path: string; readonly remove: () => Promise<void> },
  ) {}

  static async create({ clock = Date.now }: { clock?: () => number } = {}): Promise<ContractWorld> {
    const folder = await emptyDataFolder();
    const log = pino({ level: 'silent' });
    const databases = await Databases.create({
      source: { embedded: openEmbeddedStores({ dataFolder: folder.path, onDied: () => undefined }) },
      log,
    });
    const database = databases.main;
    await new PlacesTable(database).add(places.all());
    const audit = new Audit(clock);
    const refusals = Refusals.create({ database, audit, clock, log });
    const lifetimeMilliseconds = 3_600_000;
    const sessions = await Sessions.create({ database, places, audit, clock, log, lifetimeMilliseconds });
    const connections = new Connections();
    const access = new Access({ places, clock });
    const config = {
      ...{ host: '127.0.0.1', port: 0, tls: null, allowedOrigins: [], metricsToken: null },
      map: { styleUrl: null, tilesUrl: null, tilesAreGcj02: false },
    };
    const sockets = SocketServer.create({
      ...{ access, connections, sessions, clock, log },
      origins: new OriginPolicy(config),
    });
    const http = await HttpServer.create(config);
    const world = new ContractWorld(
      ...([databases, sessions, access, connections, refusals, sockets.announcer, http, sockets, folder] as const),
    );
    world.#registerLocators();
    const metrics = Metrics.create({ connections });
    const pages = { config, folder: folder.path, demoAccounts: [] };
    await http.open({
      ...{ access, sessions, refusals, metrics, log, config, pages },
      routeHandlers: world.#routeHandlers(),
      health: () => Promise.resolve({ ok: true }),
    });
    sockets.open(http.server, serve({ handlers: world.#handlers(), access, refusals, metrics, log }));
    return world;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.http.port}`;
  }

  async stranger(): Promise<Client> {
    return await this.#connect(null, null);
  }

  /** A person with one role at one place, at a console. */
  async person(role: Role | null, placeId: District): Promise<Client> {
    const { session, token } = await this.begin(role, placeId, null);
    return await this.#connect(token, session);
  }

  /** Crew of a district in its vehicle, on an enrolled tablet. */
  async terminal(district: 'east' | 'west'): Promise<Client> {
    const { session, token } = await this.begin('crew', district, `car-${district}`);
    return await this.#connect(token, session);
  }

  /** A session of its own for each role, place and vehicle, the same one whenever it is asked for again. */
  async begin(
    role: Role | null,
    placeId: District,
    vehicleId: string | null,
  ): Promise<{ session: LiveSession; token: string }> {
    const key = JSON.stringify([role, placeId, vehicleId]);
    const begun = this.#begun.get(key) ?? this.#begin(role, placeId, vehicleId);
    this.#begun.set(key, begun);
    return await begun;
  }

  async #begin(
    role: Role | null,
    placeId: District,
    vehicleId: string | null,
  ): Promise<{ session: LiveSession; token: string }> {
    const account = {
      ...{ id: randomUUID(), login: randomUUID(), name: `${role ?? 'nobody'} ${placeId}`, passwordHash: null },
      ...{ pinHash: null, mustChangePassword: false, passwordExpiresAt: null, demo: false },
    };
    await new AccountsTable(this.databases.main).add(account, role === null ? [] : [{ role, placeId }]);
    const caller = { connectionId: '', address: '', session: null };
    const deviceId = vehicleId === null ? null : 'tablet';
    return await this.sessions.begin(caller, { account, vehicleId, deviceId, action: 'test' }, () => undefined);
  }

  /** What the server does first when it stops. */
  async stopServing(): Promise<void> {
    await this.sockets.close();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.sockets.close();
    await this.http.close();
    await this.sessions.close();
    await this.refusals.close();
    await this.databases.close();
    await this.folder.remove();
  }

  async #connect(token: string | null, session: LiveSession | null): Promise<Client> {
    const socket = io(this.origin, {
      auth: { version: PROTOCOL_VERSION, token },
      transports: ['websocket'],
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', reject);
    });
    const client = new Client(socket, token, session);
    this.#clients.push(client);
    // The server has taken the token in by the time it answers.
    await client.request('session:time', {});
    return client;
  }

  #registerLocators(): void {
    const byDistrict = (subjectId: string): Location | null =>
      subjectId.includes('east') ? east : subjectId.includes('west') ? west : null;
    for (const kind of [
      'vehicle',
      'camera',
      'group',
      'burst',
      'call',
      'order',
      'alarm',
      'attachment',
      'segment',
      'tablet-vehicle',
      'operation',
      'mark',
      'still',
      'cover',
      'package',
      'deletion',
      'hold',
    ] as const) {
      this.access.registerLocator(kind, byDistrict);
    }
    this.access.registerLocator('session', (sessionId) =>
      sessionId === 'session-east' ? { placeId: 'east', vehicleIds: [] } : this.sessions.locate(sessionId),
    );
    this.access.registerLocator('media', (mediaId, caller) =>
      this.ownedMedia.get(mediaId) === caller?.connectionId ? { placeId: null, vehicleIds: [] } : null,
    );
  }

  #handlers(): AllHandlers {
    const note = (name: string) => (): Promise<unknown> => {
      this.reached.push(name);
      return Promise.resolve({});
    };
    // Made from the contract's own keys, so that none is missing; what they answer is nobody's concern here.
    return Object.fromEntries(Object.keys(requests).map((name) => [name, note(name)])) as unknown as AllHandlers;
  }

  #routeHandlers(): RouteHandlers {
    const note = (name: string) => (): Promise<unknown> => {
      this.reached.push(name);
      return Promise.resolve({ reached: name });
    };
    // Made from the contract's own keys, as above.
    return Object.fromEntries(
      (Object.keys(routes) as RouteName[]).map((name) => [name, note(name)]),
    ) as unknown as RouteHandlers;
  }
}

/** A role that has the permission, and one that has not: null, a person without any role, where every role has it. */
export function roleWith(permission: Permission): { right: Role; wrong: Role | null } {
  const right = roles.find((role) => permissionsOfRole[role].includes(permission));
  if (right === undefined) throw new Error(`${permission} is held by no role`);
  return { right, wrong: roles.find((role) => !permissionsOfRole[role].includes(permission)) ?? null };
}
