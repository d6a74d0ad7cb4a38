import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { ExportLevels } from './ExportLevels';

const START_LIMIT_MS = 120_000;
const places = Places.of([
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'east-1', name: '一中队', kind: 'team', parentId: 'east' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
]);
const caller: SignedInCaller = {
  ...{ connectionId: 'desk', address: '::1' },
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王', vehicleId: null, deviceId: null, expiresAt: 1 },
    grants: [{ role: 'supervisor', placeId: 'city' }],
  },
};

describe('the rules of who may export', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let levels: ExportLevels;
  const open = async (): Promise<ExportLevels> =>
    await ExportLevels.create({ database: databases.main, places, audit: new Audit(() => 1), clock: () => 1 });

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    levels = await open();
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('are the usual ones where nothing was laid down', () => {
    expect(levels.levelOf('east-1', 'routine')).toBe('team');
    expect(levels.levelOf('east-1', 'alarm')).toBe('district');
  });

  it('hold for a place and all under it, by what is recorded for, and outlast the server', async () => {
    await levels.save(caller, { placeId: 'east', category: 'routine', level: 'district' });
    for (const one of [levels, await open()]) {
      expect(one.levelOf('east-1', 'routine')).toBe('district');
      expect(one.levelOf('west', 'routine')).toBe('team');
      expect(one.levelOf('east-1', 'alarm')).toBe('district');
    }
  });

  it('cannot be loosened below: of several the strictest counts, until it is taken away', async () => {
    await levels.save(caller, { placeId: 'east', category: 'alarm', level: 'team' });
    expect(levels.levelOf('east-1', 'alarm')).toBe('team');
    await levels.save(caller, { placeId: 'city', category: 'alarm', level: 'city' });
    expect(levels.levelOf('east-1', 'alarm')).toBe('city');
    await levels.save(caller, { placeId: 'city', category: 'alarm', level: null });
    expect(levels.levelOf('east-1', 'alarm')).toBe('team');
  });

  it('are told of the city and its districts, as far as the caller may change them', () => {
    expect(levels.report(['east', 'east-1'])).toEqual([
      {
        ...{ placeId: 'east', name: '东区', parentId: 'city' },
        own: { routine: 'district', alarm: 'team' },
        inForce: { routine: 'district', alarm: 'team' },
      },
    ]);
  });

  it('stand in the audit record, each change with what was before', async () => {
    const rows = await databases.main.selectFrom('audit').selectAll().orderBy('number').execute();
    expect(rows.map(({ action, placeId, details }) => [action, placeId, details])).toEqual([
      ['evidence.saveLevel', 'east', { category: 'routine', level: 'district', before: 'none' }],
      ['evidence.saveLevel', 'east', { category: 'alarm', level: 'team', before: 'none' }],
      ['evidence.saveLevel', 'city', { category: 'alarm', level: 'city', before: 'none' }],
      ['evidence.saveLevel', 'city', { category: 'alarm', level: 'none', before: 'city' }],
    ]);
  });
});
