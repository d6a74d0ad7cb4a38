import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError } from '@protocol';
import { Access } from '../people/Access';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Caller } from '../wire/Caller';
import { SessionsTable } from './SessionsTable';
import { TabletVehicles } from './TabletVehicles';

const START_LIMIT_MS = 120_000;

describe('the vehicles that a tablet was in', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let tablets: TabletVehicles;
  const callerOn = (deviceId: string | null, vehicleId: string | null): Caller => ({
    ...{ connectionId: 'http:1', address: '::1' },
    session: { id: 's', accountId: 'zhang', name: '张', grants: [], vehicleId, deviceId, expiresAt: 1 },
  });

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const database = databases.main;
    await database.insertInto('places').values({ id: 'city', name: '市', kind: 'city', parentId: null }).execute();
    const account = { login: 'zhang', name: '张', passwordHash: null, pinHash: null, mustChangePassword: false };
    await database
      .insertInto('accounts')
      .values({ id: 'zhang', ...account, passwordExpiresAt: null, demo: false })
      .execute();
    const vehicle = { placeId: 'city', onDuty: false, status: 'free' as const, crew: '[]', revision: 1 };
    for (const id of ['one', 'two'])
      await database
        .insertInto('vehicles')
        .values({ ...vehicle, id, plate: id })
        .execute();
    const device = { placeId: 'city', codeHash: null, tokenHash: null, enrolledAt: 1 };
    for (const id of ['PAD', 'OTHER'])
      await database
        .insertInto('devices')
        .values({ ...device, id, name: id })
        .execute();
    const session = (id: string, deviceId: string, vehicleId: string, startedAt: number) => ({
      ...{ id, tokenHash: id, accountId: 'zhang', vehicleId, deviceId, startedAt },
      ...{ expiresAt: startedAt + 10, endedAt: null, endReason: null },
    });
    const table = new SessionsTable(database);
    await table.add(session('a', 'PAD', 'one', 1_000));
    await table.add(session('b', 'PAD', 'two', 2_000));
    await table.add(session('c', 'OTHER', 'two', 1_500));
    tablets = new TabletVehicles({
      database,
      fleet: {
        locateVehicle: (id) => (['one', 'two'].includes(id) ? { placeId: 'city', vehicleIds: [id] } : null),
      },
    });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('are known for each moment by who signed in on it, though a session expires while there is no line', async () => {
    const then = [999, 1_000, 1_999.5, 2_000, 9_000.25].map((at) => tablets.vehicleOf('PAD', at));
    expect(await Promise.all(then)).toEqual([null, 'one', 'one', 'two', 'two']);
    expect(await tablets.vehicleOf('unknown', 9_000)).toBeNull();
  });

  it('are its concern still, and of no other tablet and nobody at a desk', async () => {
    const concernOf = async (vehicleId: string, caller: Caller): Promise<readonly string[] | undefined> =>
      (await tablets.locate(vehicleId, caller))?.vehicleIds;
    expect(await concernOf('one', callerOn('PAD', 'two'))).toEqual(['one', 'two']);
    expect(await concernOf('two', callerOn('PAD', 'two'))).toEqual(['two']);
    expect(await concernOf('one', callerOn('OTHER', 'two'))).toEqual(['one']);
    expect(await concernOf('one', callerOn(null, null))).toEqual(['one']);
    expect(await tablets.locate('unknown', callerOn('PAD', 'two'))).toBeNull();
  });

  it('let it in under a vehicle that it left, and no tablet that was never there', async () => {
    const places = Places.of([{ id: 'city', name: '市', kind: 'city', parentId: null }]);
    const access = new Access({ places, clock: () => 0 });
    access.registerLocator('vehicle', (id) => ({ placeId: 'city', vehicleIds: [id] }));
    access.registerLocator('tablet-vehicle', (vehicleId, caller) => tablets.locate(vehicleId, caller));
    const comesIn = async (deviceId: string, vehicleId: string): Promise<string> => {
      const { session, ...line } = callerOn(deviceId, 'two');
      const grants = [{ role: 'crew' as const, placeId: 'city' }];
      const caller = { ...line, session: session && { ...session, grants } };
      return await access.authorise(caller, 'terminal.work', [{ kind: 'tablet-vehicle', id: vehicleId }]).then(
        () => 'comes in',
        (error: unknown) => (error instanceof RequestError ? error.code : String(error)),
      );
    };
    expect(await comesIn('PAD', 'one')).toBe('comes in');
    expect(await comesIn('PAD', 'two')).toBe('comes in');
    expect(await comesIn('OTHER', 'one')).toBe('forbidden');
    expect(await comesIn('PAD', 'unknown')).toBe('not-found');
  });
});
