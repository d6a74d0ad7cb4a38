import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { PlacesTable } from '../people/PlacesTable';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { writePositions } from '../fleet/PositionsTable';
import type { SignedInCaller } from '../wire/Caller';
import { Operations } from './Operations';

const START_LIMIT_MS = 120_000;
const CLIENT_KEY = '0b3c5c1e-6f0f-4c5b-9a53-3f0a4be0d111';
const caller: SignedInCaller = {
  connectionId: 'line',
  address: '::1',
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王督察', grants: [], vehicleId: null, deviceId: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
};
const area = [
  { longitude: 114, latitude: 30 },
  { longitude: 115, latitude: 30 },
  { longitude: 115, latitude: 31 },
];
const fields = { name: '夜市整治', note: '', from: 1_000, to: 60_000, vehicleIds: ['a'], groupIds: ['group'], area };

describe('a joint action', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let operations: Operations;
  const clock = (): number => 100_000;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await new PlacesTable(databases.main).add([{ id: 'east', name: '东区', kind: 'district', parentId: null }]);
    const segment = (id: string, vehicleId: string, placeId: string, startedAt: number, endedAt: number) => ({
      ...{ id, vehicleId, placeId, track: 'camera' as const, cameraView: 'front' as const, groupId: null },
      ...{ burstId: null, source: 'live' as const, path: id, mimeType: 'video/mp4', startedAt, endedAt },
      ...{ state: 'closed' as const, bytes: 10, initBytes: 1, keyOffset: null, keyBytes: null, keyAt: null },
    });
    await databases.main
      .insertInto('segments')
      .values([segment('1', 'a', 'east', 0, 11_000), segment('2', 'a', 'west', 20_000, 30_000)])
      .execute();
    const burst = (id: string, vehicleId: string | null, groupId: string, startedAt: number) => ({
      ...{ id, groupId, groupName: '', placeId: 'east', speakerName: '', accountId: 'x', vehicleId, startedAt },
      ...{ endedAt: startedAt + 1, endReason: null, orderId: null },
    });
    await databases.main
      .insertInto('bursts')
      .values([burst('1', 'a', 'x', 2_000), burst('2', null, 'group', 3_000), burst('3', 'b', 'x', 4_000)])
      .execute();
    const fix = (vehicleId: string, number: number, longitude: number, latitude: number) => ({
      ...{ vehicleId, number, at: 5_000, receivedAt: 5_000, longitude, latitude },
      ...{ speed: null, heading: null, accuracy: null },
    });
    await writePositions(databases.positions, [
      ...[fix('a', 1, 110, 30), fix('b', 1, 114.9, 30.5), fix('c', 1, 114.1, 30.9), fix('d', 1, 116, 30.5)],
    ]);
    const audit = new Audit(clock);
    operations = new Operations({ database: databases.main, positions: databases.positions, audit, clock });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('is made once however often it is sent, seen at its place, and leaves an audit row', async () => {
    const made = await operations.create({ clientKey: CLIENT_KEY, placeId: 'east', ...fields }, caller);
    const again = await operations.create({ clientKey: CLIENT_KEY, placeId: 'east', ...fields }, caller);
    expect(again).toEqual(made);
    expect(made).toMatchObject({ ...fields, createdBy: '王督察', revision: 1 });
    expect(await operations.list(['east'])).toEqual([made]);
    expect(await operations.list(['west'])).toEqual([]);
    expect(await operations.locate(made.id)).toEqual({ placeId: 'east', vehicleIds: [] });
    const rows = await databases.main.selectFrom('audit').select(['action', 'subjectId']).execute();
    expect(rows).toEqual([{ action: 'operations:create', subjectId: made.id }]);
  });

  it('is found with what belongs to it, and with a vehicle that only came into its area', async () => {
    const [made] = await operations.list(['east']);
    const contents = await operations.contents(made?.id ?? '', {
      placeIds: ['east'],
      vehicleIds: ['a', 'b', 'c', 'd'],
    });
    expect(contents.vehicles).toEqual([
      { vehicleId: 'a', recordedMs: 10_000, positions: 1, invited: true },
      { vehicleId: 'b', recordedMs: 0, positions: 1, invited: false },
    ]);
    expect(contents.bursts).toBe(3);
    expect(contents.said.map(({ id, at }) => [id, at])).toEqual([
      ['1', 2_000],
      ['2', 3_000],
      ['3', 4_000],
    ]);
  });

  it('is changed by whoever knows its newest state, and by nobody else', async () => {
    const [made] = await operations.list(['east']);
    const change = { operationId: made?.id ?? '', revision: 1, ...fields, name: '三阳路夜市整治', to: null };
    const changed = await operations.change(change, caller);
    expect(changed).toMatchObject({ name: '三阳路夜市整治', to: null, revision: 2 });
    await expect(operations.change(change, caller)).rejects.toMatchObject({ code: 'conflict' });
    await expect(operations.change({ ...change, operationId: 'none' }, caller)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
