import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { ClockReadingsTable } from './ClockReadingsTable';
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
  const taken = (capturedAt: number, captureSource: SegmentRow['captureSource'], captureUncertaintyMs: number) => ({
    ...{ capturedAt, captureSource, captureUncertaintyMs },
  });
  const sound = { track: 'evidence-sound', cameraView: null } as const;

  beforeAll(async () => {
    databases = await openEmptyDatabases(folder);
    const deleted = segment('deleted', 5_000, 10_000);
    await new SegmentsTable(databases.main).put([
      deleted,
      segment('a', 10_000, 20_000, taken(10_420, 'sender-report', 12)),
      segment('b', 20_100, 30_000),
      segment('c', 40_000, 50_000, { source: 'device', ...taken(40_000, 'device-clock', 30) }),
      segment('d', 50_000, 60_000, taken(50_380, 'abs-capture-time', 3)),
      segment('without a frame', 70_000, 80_000, { bytes: 1 }),
      segment('sound', 10_000, 60_000, sound),
      segment('talk', 10_000, 60_000, { track: 'talk', cameraView: null }),
      segment('of another', 10_000, 60_000, { vehicleId: 'other', ...taken(19_000, 'sender-report', 12) }),
      segment('handed in', 10_000, 20_000, { vehicleId: 'tablet', source: 'device' }),
    ]);
    await databases.main
      .insertInto('deviceRecordings')
      .values({
        ...{ id: 'handed in', vehicleId: 'tablet', placeId: 'east', deviceId: null, accountId: 'zhang' },
        ...{ track: 'camera', cameraView: 'front', chainId: 'chain', firstSequence: 1, lastSequence: 2 },
        ...{ chainHead: '', chain: 'whole', chunks: 1, bytes: 1, startedAt: 8_700, endedAt: 18_700 },
        ...{ clockOffsetMs: 1_300.4, clockUncertaintyMs: 40, state: 'stored', begunAt: 20_000 },
      })
      .execute();
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
        clock: { offMs: 380, uncertaintyMs: 3, source: 'abs-capture-time', leastOffMs: 380, mostOffMs: 420 },
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
        clock: null,
        stretches: [{ kind: 'recorded', from: 10_000, to: 60_000, reason: null }],
      },
    ]);
  });

  it('says of a clock what its newest recording says and how far it drifted, and of a terminal what was set right', async () => {
    const table = new CoverageTable(databases.main);
    const [earlier] = await table.ofVehicle('car', 0, 35_000, 65_000);
    expect(earlier?.clock).toMatchObject({ offMs: 420, source: 'sender-report', leastOffMs: 420, mostOffMs: 420 });
    const [tablet] = await table.ofVehicle('tablet', 0, 35_000, 65_000);
    // It was behind by what had to be added.
    expect(tablet?.clock).toEqual({
      ...{ offMs: -1_300, uncertaintyMs: 40, source: 'device-clock', leastOffMs: -1_300, mostOffMs: -1_300 },
    });
  });

  it('is cut to the span that is asked for', async () => {
    const [camera] = await new CoverageTable(databases.main).ofVehicle('car', 25_000, 35_000, 65_000);
    expect(camera?.stretches).toEqual([
      { kind: 'recorded', from: 25_000, to: 30_000, reason: null },
      { kind: 'gap', from: 30_000, to: 35_000, reason: 'vehicle-offline' },
    ]);
  });

  it('has how a clock went, those of five minutes as one, each source by itself', async () => {
    const start = Date.UTC(2026, 4, 1, 8);
    const at = (seconds: number, offMs: number) =>
      segment(`at ${seconds}`, start + seconds * 1_000, start + (seconds + 10) * 1_000, {
        vehicleId: 'drifting',
        ...taken(start + seconds * 1_000 + offMs, 'sender-report', offMs),
      });
    // Twenty minutes apart it is 40 ms further off; what is told of the first five minutes are two recordings.
    await new SegmentsTable(databases.main).put([at(0, 100), at(10, 105), at(1_200, 141)]);
    const readings = await new ClockReadingsTable(databases.main).ofVehicle('drifting', start, start + 86_400_000);
    const reading = { track: 'camera', cameraView: 'front', source: 'sender-report' };
    expect(readings).toEqual([
      { ...reading, at: start, offMs: 103, leastOffMs: 100, mostOffMs: 105, uncertaintyMs: 105, stepMs: null },
      {
        ...reading,
        at: start + 1_200_000,
        offMs: 141,
        leastOffMs: 141,
        mostOffMs: 141,
        uncertaintyMs: 141,
        stepMs: null,
      },
    ]);
    const sources = await new ClockReadingsTable(databases.main).ofVehicle('car', 0, 100_000);
    expect(sources.map(({ source, offMs }) => [source, offMs])).toEqual([
      ['sender-report', 420],
      ['abs-capture-time', 380],
    ]);
    const [tablet] = await new ClockReadingsTable(databases.main).ofVehicle('tablet', 0, 100_000);
    expect(tablet).toMatchObject({ at: 10_000, offMs: -1_300, source: 'device-clock' });
  });

  it('tells when and by how much a clock was set, and nothing of the sort where the network held a recording up', async () => {
    const start = Date.UTC(2026, 4, 2, 8);
    const offs = [0, 2, -4_000, 1, 3, 3_600_003, 3_600_004, 3_599_000, 3_600_005, 4, 5, 6];
    await new SegmentsTable(databases.main).put(
      offs.map((offMs, index) =>
        segment(`set ${index}`, start + index * 10_000, start + (index + 1) * 10_000, {
          ...{ vehicleId: 'set', cameraView: 'rear' },
          ...taken(start + index * 10_000 + offMs, 'abs-capture-time', 3),
        }),
      ),
    );
    const table = new ClockReadingsTable(databases.main);
    const told = await table.ofVehicle('set', start, start + 86_400_000);
    expect(told.map(({ at, stepMs, leastOffMs, mostOffMs }) => [at - start, stepMs, leastOffMs, mostOffMs])).toEqual([
      [0, null, -4_000, 3],
      [50_000, 3_600_000, 3_599_000, 3_600_005],
      [90_000, -3_600_001, 4, 6],
    ]);
    // A terminal whose clock has lost its battery begins in 1970.
    await new SegmentsTable(databases.main).put([
      segment('lost', start, start + 10_000, { vehicleId: 'lost', ...taken(0, 'abs-capture-time', 3) }),
    ]);
    const [lost] = await table.ofVehicle('lost', start, start + 86_400_000);
    expect(lost).toMatchObject({ offMs: -start, stepMs: null });
  });
});
