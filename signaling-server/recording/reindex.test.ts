import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { h264Clip, hasFfmpeg } from '../recorder/clipForTests';
import { packetsOf, RecordedPath } from '../recorder/pathForTests';
import type { StreamCodec } from '../recorder/recorderProtocol';
import { HoldsTable } from './HoldsTable';
import { JournalIntake } from './JournalIntake';
import { reindex } from './reindex';
import type { SegmentRow } from './SegmentsTable';

const START_MS = Date.UTC(2026, 10, 21, 8, 0, 0);
const codec: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };

describe.skipIf(!hasFfmpeg)('an index that is lost', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-reindex-'));
  let databases: Databases;
  let recorded: RecordedPath;
  let before: SegmentRow[];
  const rows = (): Promise<SegmentRow[]> =>
    databases.main.selectFrom('segments').selectAll().orderBy('startedAt').execute();
  const gaps = () => databases.main.selectFrom('gaps').select(['startedAt', 'endedAt', 'reason']).execute();
  const rebuild = () => {
    const clock = (): number => START_MS + 60_000;
    return reindex({ database: databases.main, volumes: [recorded.volume], audit: new Audit(clock), clock });
  };
  const wipe = async (): Promise<void> => {
    for (const table of ['segments', 'gaps', 'journals', 'holds', 'segmentDeletions'] as const)
      await databases.main.deleteFrom(table).execute();
  };

  beforeAll(async () => {
    databases = await openEmptyDatabases(folder);
    recorded = new RecordedPath(codec);
    const clip = h264Clip('160x90', 12);
    const first = packetsOf(clip, { at: START_MS, sequenceNumber: 1, timestamp: 1 });
    const second = packetsOf(clip, { at: START_MS + 20_000, sequenceNumber: 2_000, timestamp: 20 * 90_000 });
    // A packet that is lost on the way is damage that the index must find again, too.
    recorded.receive([...first.filter((_, index) => index !== 60), ...second]);
    await recorded.finish();
    const intake = await JournalIntake.create({
      database: databases.main,
      volumes: [recorded.volume],
      log: pino({ level: 'silent' }),
    });
    await intake.close();
    before = await rows();
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    recorded.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('is what it was, from the disk alone, with the gap and its reason, and everything is held', async () => {
    expect(before.length).toBeGreaterThanOrEqual(4);
    expect(before[0]?.damages).toHaveLength(1);
    await wipe();
    const done = await rebuild();
    expect(done).toMatchObject({ segments: before.length, withoutJournal: 0, missing: [], gaps: 1 });
    expect(await rows()).toEqual(before);
    expect(await gaps()).toEqual([{ startedAt: START_MS + 12_000, endedAt: START_MS + 20_000, reason: 'no-media' }]);
    expect(await new HoldsTable(databases.main).standing('any-vehicle')).toMatchObject([
      { id: done.holdId, vehicleId: null, reason: 'reindexed', releasedAt: null },
    ]);
  });

  it('comes to the same when it is rebuilt again, and the next server takes in nothing twice', async () => {
    const first = await rebuild();
    const second = await rebuild();
    expect(second).toMatchObject({ gaps: 0, holdId: first.holdId });
    expect(await rows()).toEqual(before);
    const news: unknown[] = [];
    const log = pino({ level: 'silent' });
    const intake = await JournalIntake.create({ database: databases.main, volumes: [recorded.volume], log });
    intake.onNews((changed) => news.push(...changed));
    await intake.close();
    expect(news).toEqual([]);
  });

  it('takes in files whose journal is lost, too, and passes over what is no recording', async () => {
    await wipe();
    const [journal = ''] = recorded.files().filter((path) => path.endsWith('.jsonl'));
    const text = readFileSync(join(recorded.volume, journal));
    rmSync(join(recorded.volume, journal));
    mkdirSync(join(recorded.volume, '2026-11-21', 'car', 'camera-front'), { recursive: true });
    const foreign = '2026-11-21/car/camera-front/20261121T080000.000Z-foreign.mp4';
    writeFileSync(join(recorded.volume, foreign), 'no picture of ours');
    const done = await rebuild();
    expect(done).toMatchObject({ journals: 0, withoutJournal: before.length });
    for (const [index, row] of (await rows()).entries()) {
      const was = before[index] ?? row;
      const { id, path, bytes, initBytes, vehicleId, cameraView, keyOffset } = was;
      expect(row).toMatchObject({ id, path, bytes, initBytes, vehicleId, cameraView, keyOffset });
      // A file's name has whole milliseconds.
      expect(Math.abs(row.startedAt - was.startedAt)).toBeLessThanOrEqual(1);
      expect(Math.abs(row.endedAt - was.endedAt)).toBeLessThanOrEqual(2);
    }
    writeFileSync(join(recorded.volume, journal), text);
    rmSync(join(recorded.volume, foreign));
  });

  it('names a file that its journal tells of and that is gone', async () => {
    await wipe();
    const path = before[1]?.path ?? '';
    rmSync(join(recorded.volume, path));
    expect((await rebuild()).missing).toEqual([path]);
  });
});
