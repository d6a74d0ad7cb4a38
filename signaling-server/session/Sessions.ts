import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { SignedIn } from '@protocol';
import type { Audit } from '../audit/Audit';
import { AccountsTable, type Account } from '../people/AccountsTable';
import type { Location } from '../people/Location';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Caller } from '../wire/Caller';
import { LiveSession } from './LiveSession';
import { SessionsTable } from './SessionsTable';
import { hashToken, newToken } from './tokens';

export type SessionEndReason = 'signed-out' | 'expired' | 'revoked' | 'signed-in-elsewhere';

const CHECK_MS = 2_000;
/** How long an expired session of an enrolled tablet may still finish what it began. */
const GRACE_ON_TABLET_MS = 24 * 3_600_000;

export interface SessionsDependencies {
  database: Kysely<Schema>;
  places: Places;
  audit: Pick<Audit, 'write'>;
  clock: () => number;
  log: Logger;
  /** How long a session lasts. */
  lifetimeMilliseconds: number;
}

/**
 * Every session that has not ended. They outlive the server in the database, which is asked every 2 s for what has
 * been revoked and which rights have changed.
 */
export class Sessions {
  readonly #byId = new Map<string, LiveSession>();
  readonly #emitter = new EventEmitter();
  #timer: NodeJS.Timeout | null = null;
  #checking: Promise<void> | null = null;

  private constructor(private readonly deps: SessionsDependencies) {}

  static async create(deps: SessionsDependencies): Promise<Sessions> {
    const sessions = new Sessions(deps);
    const rows = await new SessionsTable(deps.database).open();
    const standings = await new AccountsTable(deps.database).standings([...new Set(rows.map((row) => row.accountId))]);
    for (const row of rows) {
      const standing = standings.get(row.accountId) ?? { grants: [], mustChangePassword: false };
      sessions.#byId.set(row.id, new LiveSession(row, row.tokenHash, standing));
    }
    sessions.#timer = setInterval(() => void sessions.check(), CHECK_MS);
    sessions.#timer.unref();
    return sessions;
  }

  /**
   * Begins a session; one for a vehicle ends the older one of the same vehicle. `becomes` is called before anyone is
   * told of that end, so that a tablet that renews its session is not cut off.
   */
  async begin(
    caller: Caller,
    {
      account,
      vehicleId,
      deviceId,
      action,
    }: { account: Account; vehicleId: string | null; deviceId: string | null; action: string },
    becomes: (session: LiveSession) => void,
  ): Promise<{ session: LiveSession; token: string }> {
    const { database, audit, clock, lifetimeMilliseconds } = this.deps;
    const token = newToken();
    const startedAt = clock();
    const row = {
      id: randomUUID(),
      tokenHash: hashToken(token),
      accountId: account.id,
      vehicleId,
      deviceId,
      startedAt,
      expiresAt: startedAt + lifetimeMilliseconds,
      endedAt: null,
      endReason: null,
    };
    const older = vehicleId === null ? [] : [...this.#byId.values()].filter((other) => other.vehicleId === vehicleId);
    const session = await database.transaction().execute(async (transaction) => {
      const standings = await new AccountsTable(transaction).standings([account.id]);
      const table = new SessionsTable(transaction);
      await table.end(
        older.map(({ id }) => id),
        startedAt,
        'signed-in-elsewhere',
      );
      await table.add(row);
      const begun = new LiveSession(
        { ...row, name: account.name },
        row.tokenHash,
        standings.get(account.id) ?? { grants: [], mustChangePassword: false },
      );
      await audit.write(transaction, {
        caller: { ...caller, session: begun },
        action,
        ...(vehicleId === null ? {} : { subject: { kind: 'vehicle', id: vehicleId } }),
      });
      return begun;
    });
    this.#byId.set(session.id, session);
    becomes(session);
    this.#forget(older, 'signed-in-elsewhere');
    return { session, token };
  }

  /** The session of a token; an expired one only on an enrolled tablet, where it may still finish what it began. */
  byToken(token: string): LiveSession | null {
    const tokenHash = hashToken(token);
    const session = [...this.#byId.values()].find((candidate) => candidate.tokenHash === tokenHash) ?? null;
    return session === null || this.#isOver(session) ? null : session;
  }

  byId(sessionId: string): LiveSession | null {
    return this.#byId.get(sessionId) ?? null;
  }

  ofAccount(accountId: string): readonly LiveSession[] {
    return [...this.#byId.values()].filter((session) => session.accountId === accountId);
  }

  /** Ends sessions for good, with an audit row in the same transaction. */
  async end(
    sessions: readonly LiveSession[],
    reason: SessionEndReason,
    caller: Caller | null,
    action: string,
  ): Promise<void> {
    if (sessions.length === 0) return;
    const { database, audit, clock } = this.deps;
    await database.transaction().execute(async (transaction) => {
      await new SessionsTable(transaction).end(
        sessions.map(({ id }) => id),
        clock(),
        reason,
      );
      for (const { id, name } of sessions) {
        await audit.write(transaction, { caller, action, subject: { kind: 'session', id }, details: { name, reason } });
      }
    });
    this.#forget(sessions, reason);
  }

  /** Called when a session is over, while it can still be found. */
  onEnded(listener: (session: LiveSession, reason: SessionEndReason) => void): void {
    this.#emitter.on('ended', listener);
  }

  /** Called once when a session on an enrolled tablet has expired and may only finish what it began. */
  onExpired(listener: (session: LiveSession) => void): void {
    this.#emitter.on('expired', listener);
  }

  /** Where a session stands: at the lowest place above all grants of its person. */
  locate(sessionId: string): Location | null {
    const session = this.#byId.get(sessionId);
    if (session === undefined) return null;
    const { places } = this.deps;
    const placeId =
      places.lowestAbove(session.accountGrants.map((grant) => grant.placeId)) ??
      places.all().find(({ parentId }) => parentId === null)?.id;
    return placeId === undefined
      ? null
      : { placeId, vehicleIds: session.vehicleId === null ? [] : [session.vehicleId] };
  }

  /** Ends what has expired or was revoked in the database, and brings every session's rights up to date. */
  async check(): Promise<void> {
    this.#checking ??= this.#checkOnce()
      .catch((error: unknown) => this.deps.log.error({ error }, 'sessions could not be checked'))
      .finally(() => (this.#checking = null));
    await this.#checking;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#checking;
    this.#emitter.removeAllListeners();
  }

  async #checkOnce(): Promise<void> {
    const known = [...this.#byId.values()];
    if (known.length === 0) return;
    const now = this.deps.clock();
    await this.end(
      known.filter((session) => this.#isOver(session)),
      'expired',
      null,
      'session:expired',
    );
    for (const session of known) {
      if (session.expiresAt > now || session.toldOfExpiry || this.#isOver(session)) continue;
      session.toldOfExpiry = true;
      this.#emitter.emit('expired', session);
    }
    const openIds = await new SessionsTable(this.deps.database).openIds();
    this.#forget(
      known.filter(({ id }) => !openIds.has(id)),
      'revoked',
    );
    await this.refresh(known);
  }

  /** Reads the rights of sessions from the database. */
  async refresh(sessions: readonly LiveSession[]): Promise<void> {
    const accountIds = [...new Set(sessions.map(({ accountId }) => accountId))];
    const standings = await new AccountsTable(this.deps.database).standings(accountIds);
    for (const session of sessions) {
      session.stand(standings.get(session.accountId) ?? { grants: [], mustChangePassword: false });
    }
  }

  #isOver({ expiresAt, deviceId }: LiveSession): boolean {
    return this.deps.clock() >= expiresAt + (deviceId === null ? 0 : GRACE_ON_TABLET_MS);
  }

  #forget(sessions: readonly LiveSession[], reason: SessionEndReason): void {
    for (const session of sessions) {
      if (!this.#byId.has(session.id)) continue;
      this.#emitter.emit('ended', session, reason);
      this.#byId.delete(session.id);
    }
  }
}

/**
 * What a page is told of the session it has, with the rights of its account, which count once a password that must be
 * changed has been. `token` is what it was given or came with.
 */
export function describeSession(session: LiveSession, token: string, permissions: SignedIn['permissions']): SignedIn {
  return {
    sessionId: session.id,
    token,
    expiresAt: session.expiresAt,
    person: { id: session.accountId, name: session.name },
    grants: [...session.accountGrants],
    permissions,
    vehicleId: session.vehicleId,
    mustChangePassword: session.mustChangePassword,
  };
}
