import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { CoverageTable } from './CoverageTable';
import { DeletionsTable } from './DeletionsTable';
import { GapsTable } from './GapsTable';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

describe('the ledger of a vehicle as a picture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-coverage-'));
  let databases: Databases;
  const segment = (id: string, startedAt: number, endedAt: number, more: Partial<SegmentRow> = {}): SegmentRow => ({
    ...{ id, vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null, burstId: null },
    ...{
      source: 'live',
      path: id,
      mimeType: 'video/mp4',
      startedAt,
      endedAt,
      state: 'closed',
      bytes: 10,
      initBytes: 1,
    },
    ...{ keyOffset: null, keyBytes: null, keyAt: null, damages: [] },
    ...{ capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
    ...more,
  });
  const sound = { track: 'evidence-sound', cameraView: null } as const;

  beforeAll(async () => {
    databases = await openEmptyDatabases(folder);
    const deleted = segment('deleted', 5_000, 10_000);
    await new SegmentsTable(databases.main).put([
      deleted,
      segment('a', 10_000, 20_000),
      segment('b', 20_100, 30_000),
      segment('c', 40_000, 50_000, { source: 'device' }),
      segment('d', 50_000, 60_000),
      segment('without a frame', 70_000, 80_000, { bytes: 1 }),
      segment('sound', 10_000, 60_000, sound),
      segment('talk', 10_000, 60_000, { track: 'talk', cameraView: null }),
      segment('of another', 10_000, 60_000, { vehicleId: 'other' }),
    ]);
    await new DeletionsTable(databases.main).takeOff([
      { row: deleted, closed: null, deleted: { at: 1, why: 'early' } },
    ]);
    const gap = { vehicleId: 'car', track: 'camera', cameraView: 'front', reason: 'vehicle-offline' } as const;
    await new GapsTable(databases.main).add([
      { ...gap, id: 'past', startedAt: 30_000, endedAt: 40_000 },
      { ...gap, id: 'open', startedAt: 60_000, endedAt: null },
    ]);
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('makes one stretch of segments that follow each other, and tells device, gaps and deletions apart', async () => {
    const tracks = await new CoverageTable(databases.main).ofVehicle('car', 0, 100_000, 65_000);
    expect(tracks).toEqual([
      {
        track: 'camera',
        cameraView: 'front',
        stretches: [
          { kind: 'deleted', from: 5_000, to: 10_000, reason: null },
          { kind: 'recorded', from: 10_000, to: 30_000, reason: null },
          { kind: 'gap', from: 30_000, to: 40_000, reason: 'vehicle-offline' },
          { kind: 'device', from: 40_000, to: 50_000, reason: null },
          { kind: 'recorded', from: 50_000, to: 60_000, reason: null },
          { kind: 'gap', from: 60_000, to: 65_000, reason: 'vehicle-offline' },
        ],
      },
      {
        track: 'evidence-sound',
        cameraView: null,
        stretches: [{ kind: 'recorded', from: 10_000, to: 60_000, reason: null }],
      },
    ]);
  });

  it('is cut to the span that is asked for', async () => {
    const [camera] = await new CoverageTable(databases.main).ofVehicle('car', 25_000, 35_000, 65_000);
    expect(camera?.stretches).toEqual([
      { kind: 'recorded', from: 25_000, to: 30_000, reason: null },
      { kind: 'gap', from: 30_000, to: 35_000, reason: 'vehicle-offline' },
    ]);
  });
});
