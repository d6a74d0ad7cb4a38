import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from '@protocol';
import { Audit } from '../audit/Audit';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { defaultThresholds, Thresholds } from './Thresholds';

const placeList: Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'east-1', name: '一中队', kind: 'team', parentId: 'east' },
];
const administrator: SignedInCaller = {
  connectionId: 'socket',
  address: '127.0.0.1',
  session: {
    ...{ id: 'session', accountId: 'ann', name: '安', grants: [], vehicleId: null, deviceId: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
};

let folder: string;
let databases: Databases;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiqin-thresholds-'));
  databases = await openEmptyDatabases(folder);
  await new PlacesTable(databases.main).add(placeList);
});
afterAll(async () => {
  await databases.close();
  await rm(folder, { recursive: true });
});

const open = (): Promise<Thresholds> =>
  Thresholds.create({ database: databases.main, places: Places.of(placeList), audit: new Audit(() => 5) });

describe('thresholds', () => {
  it('are those of the nearest place that has its own, kept over a restart, with what was changed in the record', async () => {
    const thresholds = await open();
    expect(thresholds.of('east-1')).toEqual({ thresholds: defaultThresholds, inherited: true });
    const slow = { ...defaultThresholds, overspeedKilometresPerHour: 60, blackPictureSeconds: null };
    await thresholds.save(administrator, 'east', slow);
    const after = await open();
    expect(after.of('east-1')).toEqual({ thresholds: slow, inherited: true });
    expect(after.of('city').thresholds).toEqual(defaultThresholds);
    await after.save(administrator, 'east', null);
    expect((await open()).of('east')).toEqual({ thresholds: defaultThresholds, inherited: true });
    const rows = await databases.main.selectFrom('audit').select(['action', 'details']).orderBy('number').execute();
    expect(rows.map(({ details }) => details)).toEqual([
      { overspeedKilometresPerHour: '100 → 60', blackPictureSeconds: '60 → —' },
      { overspeedKilometresPerHour: '60 → 100', blackPictureSeconds: '— → 60' },
    ]);
  });

  it('that an older server saved know the newer ones, too', async () => {
    const { ownerGoneSeconds: _, ...older } = { ...defaultThresholds, stillMinutes: 5 };
    await databases.main
      .insertInto('alarmThresholds')
      .values({ placeId: 'city', thresholds: JSON.stringify(older) })
      .execute();
    expect((await open()).of('east').thresholds).toEqual({ ...defaultThresholds, stillMinutes: 5 });
  });
});
