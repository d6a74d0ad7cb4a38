import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { JournalLine } from '../recorder/journalLine';
import { JournalIntake } from './JournalIntake';
import { JournalsTable } from './JournalsTable';
import type { SegmentNews } from './segmentIndex';
import { SegmentsTable } from './SegmentsTable';

const log = pino({ level: 'silent' });
const journal = '2026-11-21/journal-13.jsonl';
const track = {
  vehicleId: 'vehicle-1',
  placeId: 'team-1',
  track: 'camera',
  cameraView: 'front',
  groupId: null,
} as const;

function opened(segmentId: string, startedAt: number): JournalLine {
  const path = `2026-11-21/vehicle-1/camera-front/${segmentId}.mp4`;
  return {
    type: 'segment-opened',
    segmentId,
    path,
    track,
    burstId: null,
    mimeType: 'video/mp4',
    initBytes: 100,
    startedAt,
  };
}

function fragment(segmentId: string, offset: number, startedAt: number, key: boolean): JournalLine {
  return { type: 'fragment', segmentId, offset, bytes: 50, startedAt, endedAt: startedAt + 400, key };
}

describe('JournalIntake', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-intake-'));
  const directory = join(folder, 'recordings');
  let databases: Databases;

  const write = (...lines: readonly (JournalLine | string)[]): void =>
    appendFileSync(
      join(directory, journal),
      lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
    );
  const create = (): Promise<JournalIntake> =>
    JournalIntake.create({ database: databases.main, volumes: [directory], log });
  const row = (segmentId: string) => new SegmentsTable(databases.main).find(segmentId);

  beforeAll(async () => {
    mkdirSync(join(directory, '2026-11-21'), { recursive: true });
    databases = await openEmptyDatabases(folder);
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('takes in what was written while no server was there, and then what is added', async () => {
    write(opened('a', 1_000), fragment('a', 100, 1_000, true));
    const intake = await create();
    expect(await row('a')).toMatchObject({ state: 'open', bytes: 150, endedAt: 1_400, keyOffset: 100, keyAt: 1_000 });
    write(fragment('a', 150, 1_400, false), {
      type: 'segment-closed',
      segmentId: 'a',
      endedAt: 1_800,
      bytes: 200,
      reason: 'rolled',
    });
    intake.grew(directory, journal);
    await intake.takeNow();
    expect(await row('a')).toMatchObject({ state: 'closed', bytes: 200, endedAt: 1_800, keyOffset: 100 });
    await intake.close();
  });

  it('takes each line once, however often a server starts again', async () => {
    const heard: SegmentNews[] = [];
    const intake = await create();
    intake.onNews((news) => heard.push(...news));
    intake.grew(directory, journal);
    await intake.takeNow();
    expect(heard).toEqual([]);
    await intake.close();
  });

  it('leaves a line that has no end yet, and takes it when it is whole', async () => {
    const intake = await create();
    const line = `${JSON.stringify(opened('b', 2_000))}\n`;
    write(line.slice(0, 40));
    intake.grew(directory, journal);
    await intake.takeNow();
    expect(await row('b')).toBeNull();
    write(line.slice(40));
    intake.grew(directory, journal);
    await intake.takeNow();
    expect(await row('b')).toMatchObject({ state: 'open', bytes: 100 });
    await intake.close();
  });

  it('comes to the same rows when the same lines are taken twice', async () => {
    write(fragment('b', 100, 2_000, true), fragment('b', 150, 2_400, true));
    await (await create()).close();
    const once = await row('b');
    await new JournalsTable(databases.main).put(journal, 0);
    await (await create()).close();
    expect(await row('b')).toEqual(once);
    expect(await row('a')).toMatchObject({ state: 'closed', bytes: 200 });
  });

  it('forgets a key frame that was cut off with a killed recorder’s tail', async () => {
    write(
      { type: 'tail-cut', segmentId: 'b', fromBytes: 200, toBytes: 150 },
      { type: 'segment-closed', segmentId: 'b', endedAt: 2_400, bytes: 150, reason: 'interrupted' },
    );
    await (await create()).close();
    expect(await row('b')).toMatchObject({ state: 'interrupted', bytes: 150, keyOffset: null });
  });

  it('passes over a line that no recorder of ours wrote', async () => {
    write('{"type":"nonsense"}\n', opened('c', 3_000));
    await (await create()).close();
    expect(await row('c')).not.toBeNull();
  });
});
