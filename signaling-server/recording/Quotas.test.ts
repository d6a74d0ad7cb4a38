import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Vehicle } from '@protocol';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { Quotas } from './Quotas';

const GIGABYTE = 1_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'zhiqin-quotas-'));
let databases: Databases;
// What is written down of a caller is the audit's business; here nobody reads it.
const caller = { connectionId: 'desk', address: '', session: { name: 'supervisor' } } as SignedInCaller;

beforeAll(async () => {
  databases = await openEmptyDatabases(folder);
}, 120_000);
afterAll(async () => {
  await databases.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const vehicle: Vehicle = {
  ...{ id: 'car', plate: 'car', placeId: 'west', online: true, onDuty: true, status: 'free', crew: [], cameras: [] },
  ...{ hasSound: false, soundReason: null, position: null, revision: 1 },
};

it('stops a place and all under it, or a vehicle, at its quota, no other, and lets them go on when there is clearly room', async () => {
  const audited: unknown[] = [];
  let changes = 0;
  const quotas = await Quotas.create({
    database: databases.main,
    places: Places.of([
      { id: 'city', parentId: null, name: 'City', kind: 'city' },
      { id: 'east', parentId: 'city', name: 'East', kind: 'district' },
      { id: 'east-1', parentId: 'east', name: 'East 1', kind: 'team' },
      { id: 'west', parentId: 'city', name: 'West', kind: 'district' },
    ]),
    // A vehicle is called `car`, wherever it belongs here.
    fleet: { vehicles: () => [vehicle] },
    audit: { write: (_, entry) => Promise.resolve(audited.push(entry)) },
    onChanged: () => (changes += 1),
    log: pino({ level: 'silent' }),
    clock: () => 1,
  });
  const record = async (id: string, placeId: string, bytes: number): Promise<void> => {
    const track = { vehicleId: 'car', track: 'camera', cameraView: 'front', groupId: null, burstId: null } as const;
    await databases.main
      .insertInto('segments')
      .values({
        ...{ id, placeId, ...track, source: 'live', path: id, mimeType: 'video/mp4', state: 'closed', bytes },
        ...{ startedAt: 0, endedAt: 1, initBytes: 1, keyOffset: null, keyBytes: null, keyAt: null, damages: '[]' },
        ...{ capturedAt: null, captureSource: null, captureUncertaintyMs: null },
      })
      .execute();
    await quotas.measure();
  };
  const reached = (): string[] =>
    ['city', 'east', 'east-1', 'west'].filter((id) => quotas.isReached({ id: 'car', placeId: id }));

  await record('one', 'east-1', 1.5 * GIGABYTE);
  expect(reached()).toEqual([]);
  await quotas.save(caller, 'east', 2 * GIGABYTE);
  expect(reached()).toEqual([]);
  await record('two', 'east', 0.5 * GIGABYTE);
  expect(reached()).toEqual(['east', 'east-1']);
  expect(changes).toBe(1);
  expect(quotas.report().find(({ placeId }) => placeId === 'east')).toEqual({
    ...{ placeId: 'east', name: 'East', parentId: 'city', bytes: 2 * GIGABYTE, usedBytes: 2 * GIGABYTE },
    isReached: true,
  });
  expect(audited).toMatchObject([{ action: 'recording.saveQuota', placeId: 'east', details: { bytes: 2 * GIGABYTE } }]);

  const shrinkTo = async (bytes: number): Promise<void> => {
    await databases.main.updateTable('segments').set({ bytes }).where('id', '=', 'two').execute();
    await quotas.measure();
  };
  await shrinkTo(0.49 * GIGABYTE);
  expect(reached()).toEqual(['east', 'east-1']);
  await shrinkTo(0.4 * GIGABYTE);
  expect(reached()).toEqual([]);
  await quotas.save(caller, 'city', GIGABYTE);
  expect(reached()).toEqual(['city', 'east', 'east-1', 'west']);
  await quotas.save(caller, 'city', null);
  expect(reached()).toEqual([]);

  // 1.9 GB of it, at two places.
  const changesBefore = changes;
  await quotas.saveVehicle(caller, { vehicleId: 'car', placeId: 'west', bytes: 2 * GIGABYTE });
  expect(reached()).toEqual([]);
  await record('three', 'west', 0.2 * GIGABYTE);
  expect(reached()).toEqual(['city', 'east', 'east-1', 'west']);
  expect(quotas.isReached({ id: 'another car', placeId: 'west' })).toBe(false);
  expect(changes).toBe(changesBefore + 1);
  expect(quotas.reportVehicles()).toEqual([
    { vehicleId: 'car', bytes: 2 * GIGABYTE, usedBytes: 2.1 * GIGABYTE, isReached: true },
  ]);
  expect(audited.at(-1)).toMatchObject({
    ...{ action: 'recording.saveVehicleQuota', subject: { kind: 'vehicle', id: 'car' }, placeId: 'west' },
    details: { bytes: 2 * GIGABYTE },
  });
  await quotas.saveVehicle(caller, { vehicleId: 'car', placeId: 'west', bytes: null });
  expect(reached()).toEqual([]);
  await quotas.close();
}, 60_000);
