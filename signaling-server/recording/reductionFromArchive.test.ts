import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { silentLog as log } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SegmentReduction } from '../recorder/reduceSegment';
import { Reduction } from './Reduction';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const PATIENCE_MS = 120_000;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 4, 1, 8);
const MOST_FETCHED = 400;
const IN_THE_ARCHIVE = 450;

/** The database is real; the archive and the recorder are the test's. */
describe('recordings in the archive of which only key pictures are to be kept', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-fetched-'));
  const fetchedTo = join(folder, 'reducing');
  let databases: Databases;
  let reduction: Reduction;
  let now = START + 201 * DAY_MS;
  const orders: SegmentReduction[] = [];
  const removed: string[] = [];
  const fetched = (): string[] => (existsSync(fetchedTo) ? readdirSync(fetchedTo) : []);
  const segment = (id: string, index: number, more: Partial<SegmentRow> = {}): SegmentRow => ({
    ...{ id, vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null, burstId: null },
    ...{ source: 'live', path: `${id}.mp4`, mimeType: 'video/mp4', state: 'closed', bytes: 10, initBytes: 1 },
    ...{ startedAt: START + index * 10_000, endedAt: START + (index + 1) * 10_000, damages: [], stored: 'archive' },
    ...{ keyOffset: 1, keyBytes: 1, keyAt: START, capturedAt: null, captureSource: null, captureUncertaintyMs: null },
    ...more,
  });
  const originals = [
    ...Array.from({ length: IN_THE_ARCHIVE }, (_, index) => segment(`archived-${index}`, index)),
    segment('on a volume', IN_THE_ARCHIVE, { stored: 'volume' }),
  ];
  const sweepAMinuteLater = async (): Promise<void> => {
    now += 60_000;
    await reduction.sweep();
  };
  /** As the recorder's journal tells of them, some time later. */
  const copy = async (copied: readonly SegmentReduction[]): Promise<void> => {
    const rows = copied.map(({ segmentId }, index) =>
      segment(segmentId, index, { source: 'reduced', path: segmentId }),
    );
    await new SegmentsTable(databases.main).put(rows);
  };

  beforeAll(async () => {
    databases = await openEmptyDatabases(join(folder, 'data'));
    const { main: database } = databases;
    await new SegmentsTable(database).put(originals);
    const nothing = { leaf: '', previousSha256: '', previousSm3: '', sha256: '', sm3: '' };
    await database
      .insertInto('recordSeals')
      .values(
        originals.map(({ id }, index) => ({
          ...{ ...nothing, chain: 'car/camera/front', position: index + 1, kind: 'segment' as const, subjectId: id },
          ...{ sealedAt: START, headNumber: 1, headIndex: index },
        })),
      )
      .execute();
    reduction = Reduction.create({
      ...{ database, log, folder: fetchedTo, clock: () => now, audit: new Audit(() => now) },
      rules: () => ({
        rules: { routine: 365, alarm: 500, burst: 180, evidence: 1_000 },
        reduceAfterDays: { routine: 200, alarm: null },
      }),
      files: {
        sizeOf: (path) => Promise.resolve(path === 'on a volume.mp4' ? 10 : null),
        readWhole: () => Promise.resolve(Buffer.from('original')),
      },
      reduce: (order) => {
        orders.push(order);
        return true;
      },
      remove: (segments) => {
        removed.push(...segments.map(({ id }) => id));
        return true;
      },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await reduction.close();
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it('are fetched 400 at once and no more, however often it is looked; what is on a volume need not wait for them', async () => {
    await reduction.sweep();
    expect(fetched()).toHaveLength(MOST_FETCHED);
    const files = orders.map(({ original }) => original.file);
    expect(files.filter((file) => file === null)).toHaveLength(1);
    expect(files.filter((file) => file !== null && existsSync(file))).toHaveLength(MOST_FETCHED);
    // The recorder is not done with any of them.
    await sweepAMinuteLater();
    await sweepAMinuteLater();
    expect(fetched()).toHaveLength(MOST_FETCHED);
    expect(orders).toHaveLength(MOST_FETCHED + 1);
  });

  it('are taken off the folder once they are copied, and make room for as many of the rest', async () => {
    const done = orders.filter(({ original }) => original.file !== null).slice(0, 30);
    await copy(done);
    await sweepAMinuteLater();
    expect(removed.sort()).toEqual(done.map(({ original }) => original.segmentId).sort());
    for (const { original } of done) expect(existsSync(original.file ?? '')).toBe(false);
    expect(fetched()).toHaveLength(MOST_FETCHED);
    expect(orders).toHaveLength(MOST_FETCHED + 1 + done.length);
  });

  it('are taken off it, too, where somebody holds them meanwhile', async () => {
    await databases.main
      .insertInto('holds')
      .values({
        ...{ id: 'hold', vehicleId: 'car', placeId: 'east', fromAt: START, toAt: START + DAY_MS, reason: 'sos' },
        ...{ alarmId: null, begunAt: now, releasedAt: null },
      })
      .execute();
    await sweepAMinuteLater();
    expect(fetched()).toEqual([]);
  });
});
