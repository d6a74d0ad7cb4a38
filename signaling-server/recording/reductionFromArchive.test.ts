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
import { ARCHIVED_BYTES, archivedSegment, putSealed, reductionRules, START } from './reductionForTests';
import { SegmentsTable } from './SegmentsTable';

const PATIENCE_MS = 120_000;
const DAY_MS = 86_400_000;
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
  const originals = [
    ...Array.from({ length: IN_THE_ARCHIVE }, (_, index) => archivedSegment(`archived-${index}`, index)),
    archivedSegment('on a volume', IN_THE_ARCHIVE, { stored: 'volume' }),
  ];
  const sweepAMinuteLater = async (): Promise<void> => {
    now += 60_000;
    await reduction.sweep();
  };
  /** As the recorder's journal tells of them, some time later. */
  const copy = async (copied: readonly SegmentReduction[]): Promise<void> => {
    const rows = copied.map(({ segmentId }, index) =>
      archivedSegment(segmentId, index, { source: 'reduced', path: segmentId }),
    );
    await new SegmentsTable(databases.main).put(rows);
  };

  beforeAll(async () => {
    databases = await openEmptyDatabases(join(folder, 'data'));
    const { main: database } = databases;
    await putSealed(database, originals);
    reduction = await Reduction.create({
      ...{ database, log, folder: fetchedTo, clock: () => now, audit: new Audit(() => now) },
      rules: () => reductionRules,
      files: {
        sizeOf: (path) => Promise.resolve(path === 'on a volume.mp4' ? ARCHIVED_BYTES : null),
        readWhole: () => Promise.resolve(Buffer.alloc(ARCHIVED_BYTES)),
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
