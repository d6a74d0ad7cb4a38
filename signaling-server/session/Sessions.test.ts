import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RequestError, type ErrorCode } from '@protocol';
import { Audit } from '../audit/Audit';
import { Refusals } from '../audit/Refusals';
import { Access } from '../people/Access';
import type { Account } from '../people/AccountsTable';
import { Places } from '../people/Places';
import { RightsWatch } from '../people/RightsWatch';
import type { Seed } from '../people/seed';
import { loadSeed } from '../people/SeedLoader';
import { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmbeddedStores } from '../persistence/openEmbeddedStores';
import { Connections } from '../wire/Connections';
import { Devices } from './Devices';
import type { LiveSession } from './LiveSession';
import { Sessions } from './Sessions';
import { SignIn } from './SignIn';
import { SignInThrottle } from './SignInThrottle';

const HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });
const nobody = { connectionId: 'connection', address: '10.0.0.1', session: null };

const seed: Seed = {
  demo: false,
  places: [
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
    { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
  ],
  accounts: [
    {
      id: 'li',
      login: 'li',
      name: '李',
      password: 'password-of-li',
      grants: [{ role: 'dispatcher', placeId: 'city' }],
    },
    { id: 'wang', login: 'wang', name: '王', pin: '1234', grants: [{ role: 'crew', placeId: 'east' }] },
    { id: 'zhao', login: 'zhao', name: '赵', pin: '1234', grants: [{ role: 'crew', placeId: 'west' }] },
  ],
  vehicles: [
    { id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] },
    { id: 'other', plate: '鄂A·00002', placeId: 'west', cameras: ['front'] },
  ],
  devices: [{ id: 'tablet', name: '平板', placeId: 'east', code: 'CODE-1234' }],
};

describe('sessions', () => {
  let now: number;
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let original: Account[];
  let places: Places;
  let audit: Audit;
  let refusals: Refusals;
  let sessions: Sessions;
  let devices: Devices;
  let signIn: SignIn;
  let ended: string[];
  let auditedBefore = 0;
  const clock = (): number => now;

  const openSessions = async (): Promise<Sessions> => {
    const dependencies = { database: databases.main, places, audit, clock, log, lifetimeMilliseconds: 12 * HOUR_MS };
    const opened = await Sessions.create(dependencies);
    opened.onEnded(({ name }, reason) => ended.push(`${name}: ${reason}`));
    opened.onExpired(({ name }) => ended.push(`${name}: told of expiry`));
    return opened;
  };
  const asDispatcher = (): Promise<{ session: LiveSession; token: string }> =>
    signIn.withPassword(nobody, 'li', 'password-of-li', () => undefined);
  const asCrew = async (login = 'wang', vehicleId = 'car'): Promise<{ session: LiveSession; token: string }> => {
    const { deviceToken } = await devices.enrol(nobody, 'CODE-1234');
    return await signIn.withPin(nobody, { deviceToken, login, pin: '1234', vehicleId }, () => undefined);
  };
  const codeOf = async (promise: Promise<unknown>): Promise<ErrorCode | 'none'> => {
    try {
      await promise;
      return 'none';
    } catch (error) {
      if (error instanceof RequestError) return error.code;
      throw error;
    }
  };
  /** The audit rows of a test; those of the tests before it cannot be removed. */
  const auditRows = async (action: string) =>
    await databases.main
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', action)
      .where('number', '>', auditedBefore)
      .orderBy('number')
      .execute();

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await Databases.create({
      source: { embedded: openEmbeddedStores({ dataFolder: folder.path, onDied: () => undefined }) },
      log,
    });
    await loadSeed(databases.main, seed);
    places = await Places.create({ database: databases.main });
    original = await databases.main.selectFrom('accounts').selectAll().execute();
  }, 120_000);
  beforeEach(async () => {
    now = 1_795_000_000_000;
    ended = [];
    const database = databases.main;
    const newest = await database
      .selectFrom('audit')
      .select(({ fn }) => fn.max('number').as('number'))
      .execute();
    auditedBefore = newest[0]?.number ?? 0;
    await database.deleteFrom('accounts').execute();
    await database.insertInto('accounts').values(original).execute();
    await database
      .insertInto('grants')
      .values(seed.accounts.flatMap(({ id: accountId, grants }) => grants.map((grant) => ({ accountId, ...grant }))))
      .execute();
    audit = new Audit(clock);
    refusals = Refusals.create({ database, audit, clock, log });
    sessions = await openSessions();
    const throttle = new SignInThrottle(clock);
    devices = new Devices({ database, places, audit, refusals, throttle, clock, codesStay: true });
    signIn = new SignIn({ database, sessions, devices, places, audit, refusals, throttle, clock });
  });
  afterEach(async () => {
    await sessions.close();
    await refusals.close();
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('begin with the right password and leave an audit row; wrong ones have one, and one for all repetitions', async () => {
    const { session, token } = await asDispatcher();
    expect(sessions.byToken(token)).toBe(session);
    expect(session.grants).toEqual([{ role: 'dispatcher', placeId: 'city' }]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await codeOf(signIn.withPassword(nobody, 'li', 'guess', () => undefined))).toBe('unauthenticated');
    }
    expect(await codeOf(signIn.withPassword(nobody, 'stranger', 'guess', () => undefined))).toBe('unauthenticated');
    await refusals.close();
    const rows = await auditRows('session:signIn');
    expect(
      rows.map(({ outcome, accountId, count, details }) => ({
        outcome,
        accountId,
        count,
        account: details['account'],
      })),
    ).toEqual([
      { outcome: 'done', accountId: 'li', count: 1, account: undefined },
      { outcome: 'refused', accountId: null, count: 1, account: 'li' },
      { outcome: 'refused', accountId: null, count: 1, account: 'stranger' },
      { outcome: 'refused', accountId: null, count: 2, account: 'li' },
    ]);
  });

  it('begin with their audit row or not at all', async () => {
    const { token } = await asDispatcher();
    const unwritten = { write: () => Promise.reject(new Error('no audit')) };
    const dependencies = { database: databases.main, places, clock, log, lifetimeMilliseconds: 12 * HOUR_MS };
    const withoutAudit = await Sessions.create({ ...dependencies, audit: unwritten });
    try {
      const account = original.find(({ id }) => id === 'li')!;
      const beginning = { account, vehicleId: null, deviceId: null, action: 'session:signIn' };
      let became = false;
      await expect(withoutAudit.begin(nobody, beginning, () => (became = true))).rejects.toThrow('no audit');
      await expect(withoutAudit.end(withoutAudit.ofAccount('li'), 'revoked', null, 'test')).rejects.toThrow('no audit');
      expect(became).toBe(false);
      expect(withoutAudit.byToken(token)).not.toBeNull();
      expect(await databases.main.selectFrom('sessions').select('endedAt').execute()).toEqual([{ endedAt: null }]);
    } finally {
      await withoutAudit.close();
    }
  });

  it('are refused for a moment after many failures, at that address only', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1)
      await codeOf(signIn.withPassword(nobody, 'li', 'guess', () => undefined));
    expect(await codeOf(asDispatcher())).toBe('rate-limited');
    const elsewhere = { ...nobody, address: '10.0.0.2' };
    expect(await codeOf(signIn.withPassword(elsewhere, 'li', 'password-of-li', () => undefined))).toBe('none');
    now += 1_000;
    expect(await codeOf(asDispatcher())).toBe('none');
  });

  it('outlive the server', async () => {
    const { session, token } = await asDispatcher();
    await sessions.close();
    sessions = await openSessions();
    expect(sessions.byToken(token)).toMatchObject({ id: session.id, name: '李' });
  });

  it('end when their time is over, and their token is worth nothing from that moment on', async () => {
    const { token } = await asDispatcher();
    now += 12 * HOUR_MS;
    expect(sessions.byToken(token)).toBeNull();
    await sessions.check();
    expect(ended).toEqual(['李: expired']);
  });

  it('on a tablet are told of their expiry and may finish what they began, until a day has passed', async () => {
    const { session, token } = await asCrew();
    const access = new Access({ places, clock });
    access.registerLocator('vehicle', () => ({ placeId: 'east', vehicleIds: ['car'] }));
    const caller = { ...nobody, session };
    now += 12 * HOUR_MS;
    await sessions.check();
    await sessions.check();
    expect(ended).toEqual(['王: told of expiry']);
    expect(sessions.byToken(token)).toBe(session);
    const subjects = [{ kind: 'own-vehicle' as const }];
    expect(await codeOf(access.authorise(caller, 'terminal.work', subjects))).toBe('unauthenticated');
    expect(await codeOf(access.authorise(caller, 'terminal.work', subjects, { afterExpiry: true }))).toBe('none');
    now += 24 * HOUR_MS;
    await sessions.check();
    expect(ended).toEqual(['王: told of expiry', '王: expired']);
  });

  it('end at once when they are revoked, with an audit row, and after 2 s when the database says so', async () => {
    const first = await asDispatcher();
    const second = await asDispatcher();
    await sessions.end([first.session], 'revoked', { ...nobody, session: second.session }, 'session:revoke');
    expect(sessions.byToken(first.token)).toBeNull();
    expect(await auditRows('session:revoke')).toMatchObject([{ accountId: 'li', subjectId: first.session.id }]);
    await databases.main.updateTable('sessions').set({ endedAt: now, endReason: 'by hand' }).execute();
    await sessions.check();
    expect(sessions.byToken(second.token)).toBeNull();
    expect(ended).toEqual(['李: revoked', '李: revoked']);
  });

  it('lose a right that is taken away, and what is open by it is closed', async () => {
    const { session } = await asDispatcher();
    const access = new Access({ places, clock });
    access.registerLocator('vehicle', () => ({ placeId: 'east', vehicleIds: ['car'] }));
    const connections = new Connections();
    connections.open('connection', '');
    connections.signIn('connection', session);
    const rights = RightsWatch.create({ access, connections });
    const closed: string[] = [];
    const subjects = [{ kind: 'vehicle' as const, id: 'car' }];
    rights.watch({
      connectionId: 'connection',
      permission: 'video.listen',
      subjects,
      close: (reason) => closed.push(reason),
    });
    rights.check();
    expect(closed).toEqual([]);
    await databases.main.updateTable('grants').set({ placeId: 'west' }).where('accountId', '=', 'li').execute();
    await sessions.check();
    rights.check();
    expect(closed).toEqual(['right-lost']);
    rights.close();
  });

  it('for a vehicle end the older one of the same vehicle, after the new one stands', async () => {
    const older = await asCrew();
    const newer = await asCrew();
    expect(ended).toEqual(['王: signed-in-elsewhere']);
    expect(sessions.byToken(older.token)).toBeNull();
    expect(sessions.byToken(newer.token)).toBe(newer.session);
  });

  it('for a vehicle are refused to crew of another district and for a vehicle of another place', async () => {
    expect(await codeOf(asCrew('zhao', 'car'))).toBe('forbidden');
    expect(await codeOf(asCrew('wang', 'other'))).toBe('forbidden');
    expect(await codeOf(asCrew('wang', 'unknown'))).toBe('forbidden');
  });

  it('need an enrolled tablet', async () => {
    expect(await codeOf(devices.enrol(nobody, 'WRONG-CODE'))).toBe('unauthenticated');
    const pin = { deviceToken: 'unknown', login: 'wang', pin: '1234', vehicleId: 'car' };
    expect(await codeOf(signIn.withPin(nobody, pin, () => undefined))).toBe('unauthenticated');
    const { deviceToken } = await devices.enrol(nobody, 'CODE-1234');
    expect(await devices.choices(deviceToken)).toEqual({
      deviceName: '平板',
      vehicles: [{ id: 'car', plate: '鄂A·00001', placeName: '东区' }],
      crew: [{ account: 'wang', name: '王' }],
    });
  });

  it('hold no rights while the password must be changed, and end elsewhere when it is', async () => {
    await databases.main.updateTable('accounts').set({ mustChangePassword: true }).where('id', '=', 'li').execute();
    const elsewhere = await asDispatcher();
    const { session } = await asDispatcher();
    expect(session.grants).toEqual([]);
    expect(await codeOf(signIn.changePassword({ ...nobody, session }, 'wrong', 'a new password'))).toBe(
      'unauthenticated',
    );
    await signIn.changePassword({ ...nobody, session }, 'password-of-li', 'a new password');
    expect(session.grants).toEqual([{ role: 'dispatcher', placeId: 'city' }]);
    expect(sessions.byToken(elsewhere.token)).toBeNull();
    expect(await codeOf(asDispatcher())).toBe('unauthenticated');
  });

  it('do not begin with a one-time password that is too old', async () => {
    await databases.main.updateTable('accounts').set({ passwordExpiresAt: now }).where('id', '=', 'li').execute();
    expect(await codeOf(asDispatcher())).toBe('unauthenticated');
  });
});
