import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditTable } from '../audit/AuditTable';
import { FeedTable } from '../feed/FeedTable';
import { readNewestPositions, readTrack, writePositions } from '../fleet/PositionsTable';
import { AccountsTable } from '../people/AccountsTable';
import { loadSeed } from '../people/SeedLoader';
import type { Seed } from '../people/seed';
import { DevicesTable } from '../session/DevicesTable';
import { SessionsTable } from '../session/SessionsTable';
import { hashToken } from '../session/tokens';
import { Databases } from './database';
import { emptyDataFolder } from './emptyDataFolder';
import { openEmbeddedStores } from './openEmbeddedStores';
import { ThrowawayPostgres } from './ThrowawayPostgres';

const START_LIMIT_MS = 180_000;
const log = pino({ level: 'silent' });

const seed: Seed = {
  demo: false,
  places: [
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  ],
  accounts: [
    { id: 'wang', login: 'wang', name: '王', pin: '1234', grants: [{ role: 'crew', placeId: 'east' }] },
    { id: 'li', login: 'li', name: '李', grants: [{ role: 'dispatcher', placeId: 'city' }] },
  ],
  vehicles: [{ id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front', 'rear'] }],
  devices: [{ id: 'tablet', name: '平板', placeId: 'east', code: 'CODE-1234' }],
};

interface Store {
  databases: Databases;
  reopen: () => Promise<Databases>;
  close: () => Promise<void>;
}

async function openEmbedded(): Promise<Store> {
  const folder = await emptyDataFolder();
  const open = (): Promise<Databases> =>
    Databases.create({
      source: { embedded: openEmbeddedStores({ dataFolder: folder.path, onDied: () => undefined }) },
      log,
    });
  return { databases: await open(), reopen: open, close: folder.remove };
}

async function openPostgres(): Promise<Store> {
  const postgres = await ThrowawayPostgres.create();
  if (postgres === null) throw new Error('Debian’s postgresql is not installed: run npm run setup');
  const url = await postgres.emptyDatabase('persistence');
  const open = (): Promise<Databases> => Databases.create({ source: { url }, log });
  return { databases: await open(), reopen: open, close: () => postgres.close() };
}

describe.each([
  ['the embedded database', openEmbedded],
  ['PostgreSQL', openPostgres],
])('%s', (_, openStore) => {
  let store: Store;
  let databases: Databases;
  beforeAll(async () => {
    store = await openStore();
    databases = store.databases;
    await loadSeed(databases.main, seed);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await store.close();
  }, START_LIMIT_MS);

  it('reads moments as numbers and keeps the keys of what is stored as JSON', async () => {
    const entry = {
      ...{ id: 'entry', at: 1_795_000_000_000, kind: 'on-duty' as const, placeId: 'east', vehicleId: null },
      details: { orderNumber: 7, snake_case: 'kept' },
    };
    const feed = new FeedTable(databases.main);
    await feed.add([entry]);
    expect(await feed.list({ from: 0, to: 2e12, limit: 10 }, ['east'])).toEqual([entry]);
    expect(await feed.list({ from: 0, to: 2e12, limit: 10 }, ['city'])).toEqual([]);
  });

  it('loads a seed again without a second of anything, and leaves a changed password as it is', async () => {
    const accounts = new AccountsTable(databases.main);
    await accounts.changePassword('li', 'changed');
    await loadSeed(databases.main, {
      ...seed,
      accounts: seed.accounts.map((account) => ({ ...account, password: 'as it was' })),
    });
    expect((await accounts.byLogin('li'))?.passwordHash).toBe('changed');
    expect((await accounts.standings(['li'])).get('li')?.grants).toEqual([{ role: 'dispatcher', placeId: 'city' }]);
    expect(await databases.main.selectFrom('cameras').select('id').orderBy('id').execute()).toEqual([
      { id: 'car:front' },
      { id: 'car:rear' },
    ]);
  });

  it('lists as crew of a place those with a PIN who hold the role there', async () => {
    expect(await new AccountsTable(databases.main).crewAt(['east', 'city'])).toEqual([{ login: 'wang', name: '王' }]);
  });

  it('enrols a device by its code, and once only', async () => {
    const devices = new DevicesTable(databases.main);
    const enrol = (token: string) =>
      devices.enrol(hashToken('CODE-1234'), { tokenHash: hashToken(token), enrolledAt: 1, codeStays: false });
    expect(await enrol('first')).toMatchObject({ id: 'tablet' });
    expect(await enrol('second')).toBeNull();
    expect(await devices.byToken(hashToken('first'))).toMatchObject({ id: 'tablet' });
    expect(await devices.byToken(hashToken('second'))).toBeNull();
  });

  it('ends a session once, with the first reason', async () => {
    const sessions = new SessionsTable(databases.main);
    const row = { id: 'session', tokenHash: 'hash', accountId: 'li', vehicleId: null, deviceId: null };
    await sessions.add({ ...row, startedAt: 1, expiresAt: 2, endedAt: null, endReason: null });
    expect((await sessions.open()).map(({ id, name }) => [id, name])).toEqual([['session', '李']]);
    await sessions.end(['session'], 5, 'revoked');
    await sessions.end(['session'], 6, 'expired');
    expect(await sessions.open()).toEqual([]);
    const ended = await databases.main
      .selectFrom('sessions')
      .select(['endedAt', 'endReason'])
      .executeTakeFirstOrThrow();
    expect(ended).toEqual({ endedAt: 5, endReason: 'revoked' });
  });

  it('numbers audit rows in order, and lets nobody change or remove one', async () => {
    const audit = new AuditTable(databases.main);
    const row = {
      ...{
        at: 1,
        accountId: null,
        actorName: '',
        sessionId: null,
        address: '',
        action: 'a',
        outcome: 'refused' as const,
      },
      ...{ subjectKind: null, subjectId: null, placeId: null, details: '{}', count: 1, lastAt: 1 },
    };
    const first = await audit.add(row);
    const second = await audit.add(row);
    expect(second).toBeGreaterThan(first);
    await expect(databases.main.updateTable('audit').set({ count: 5 }).execute()).rejects.toThrow('only ever added to');
    await expect(databases.main.deleteFrom('audit').execute()).rejects.toThrow('only ever added to');
  });

  it('takes nothing of a transaction that fails', async () => {
    const failing = databases.main.transaction().execute(async (transaction) => {
      await transaction.insertInto('journals').values({ path: 'lost', takenBytes: 1 }).execute();
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await databases.main.selectFrom('journals').selectAll().execute()).toEqual([]);
  });

  it('keeps positions apart, one for each vehicle and number, however often they are sent', async () => {
    const fix = (vehicleId: string, number: number) => ({
      ...{ vehicleId, number, at: 1_795_000_000_000 + number, receivedAt: 1_795_000_000_500 },
      ...{ longitude: 114.30000000000001, latitude: 30.6, speed: null, heading: 0.1, accuracy: 5 },
    });
    await writePositions(databases.positions, [fix('car', 1), fix('car', 2), fix('bus', 7), fix('car', 1)]);
    await writePositions(databases.positions, [{ ...fix('car', 2), at: 5, speed: 30 }, fix('car', 3)]);
    const stored = await databases.positions
      .selectFrom('positions')
      .selectAll()
      .orderBy('vehicleId')
      .orderBy('number')
      .execute();
    expect(stored).toEqual([fix('bus', 7), fix('car', 1), fix('car', 2), fix('car', 3)]);
    const newest = await readNewestPositions(databases.positions, ['car', 'bus', 'nobody']);
    expect(new Map([...newest].map(([vehicleId, { number }]) => [vehicleId, number]))).toEqual(
      new Map([
        ['car', 3],
        ['bus', 7],
      ]),
    );
    expect(await readNewestPositions(databases.positions, [])).toEqual(new Map());
  });

  it('reads the whole track of a shift, though it is longer than what is read at once', async () => {
    const fixes = Array.from({ length: 10_500 }, (_, number) => ({
      // Three at a time have the same moment, as on a device whose clock stands still.
      ...{ vehicleId: 'far', number, at: Math.floor(number / 3), receivedAt: 0, longitude: 114, latitude: 30 },
      ...{ speed: null, heading: null, accuracy: null },
    }));
    for (let from = 0; from < fixes.length; from += 2_500) {
      await writePositions(databases.positions, fixes.slice(from, from + 2_500));
    }
    const numbersOf = async (span: { from: number; to: number; most?: number }) =>
      (await readTrack(databases.positions, { vehicleId: 'far', ...span })).map(({ number }) => number);
    expect(await numbersOf({ from: 0, to: 3_500 })).toEqual(fixes.map(({ number }) => number));
    expect(await numbersOf({ from: 1, to: 2 })).toEqual([3, 4, 5, 6, 7, 8]);
    expect(await numbersOf({ from: 1, to: 3_500, most: 4 })).toEqual([3, 4, 5, 6]);
    expect(await numbersOf({ from: 8_000, to: 9_000 })).toEqual([]);
  });

  it('is there again, with its schema and its rows, after it was closed', async () => {
    await databases.close();
    databases = await store.reopen();
    expect(await databases.answers()).toBe(true);
    expect(await databases.main.selectFrom('places').select('id').orderBy('id').execute()).toEqual([
      { id: 'city' },
      { id: 'east' },
    ]);
  });
});
