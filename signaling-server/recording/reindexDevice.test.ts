import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeDeviceChunk } from '@protocol';
import { Audit } from '../audit/Audit';
import { silentLog } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { importDeviceSegment } from '../recorder/importDeviceSegment';
import { Journals } from '../recorder/Journals';
import { SegmentFile } from '../recorder/SegmentFile';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import { JournalIntake } from './JournalIntake';
import { reindex } from './reindex';
import type { SegmentRow } from './SegmentsTable';

const START = Date.UTC(2026, 10, 22, 6, 0, 0);
const SILENCE = new Uint8Array([0xf8, 0xff, 0xfe]);
const opus = {
  track: 'evidence-sound',
  cameraView: null,
  codec: 'audio/opus',
  channels: 1,
  configuration: '',
} as const;

/** The sound of a vehicle: recorded live, then by its tablet while it had no line, then live again, in another district. */
describe('an index that is lost, of what terminals recorded by themselves', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-reindex-device-'));
  const volume = join(folder, 'recordings');
  const deviceId = randomUUID();
  let databases: Databases;
  let before: SegmentRow[];

  const rows = (): Promise<SegmentRow[]> =>
    databases.main.selectFrom('segments').selectAll().orderBy('startedAt').execute();
  const rebuild = () => {
    const clock = (): number => START + 60_000;
    return reindex({ database: databases.main, volumes: [volume], audit: new Audit(clock), clock });
  };
  const track = (placeId: string) => ({
    ...{ vehicleId: 'car', placeId, track: 'evidence-sound' as const, cameraView: null, groupId: null },
  });
  const journalsOf = (): string[] =>
    readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));

  async function recordLive(
    journals: Journals,
    startedAt: number,
    placeId: string,
    reason: 'vehicle-offline' | 'rolled',
  ) {
    const muxer = FragmentedMp4.forOpus(1);
    const head = { mimeType: muxer.mimeType, extension: muxer.extension, initialisation: muxer.initialisation() };
    const file = new SegmentFile(
      ...([volume, journals, { track: track(placeId), burstId: null, startedAt, ...head }] as const),
      (error) => {
        throw error;
      },
    );
    const samples = Array.from({ length: 50 }, (_, index) => ({
      ...{ time: index * 960, duration: 960, key: true, data: Buffer.from(SILENCE) },
    }));
    file.append({
      ...{ bytes: muxer.fragment(samples), startedAt, endedAt: startedAt + 1_000, key: true },
      ...{ arrived: { first: startedAt, last: startedAt + 980 }, rtpTimes: { first: 0, last: 47_040 } },
    });
    await file.close(startedAt + 1_000, reason);
  }

  async function handIn(journals: Journals): Promise<void> {
    const chunk = writeDeviceChunk({
      head: {
        ...{ version: 1, segmentId: deviceId, index: 0, chainId: deviceId, sequence: 0, previous: '0'.repeat(64) },
        ...{ vehicleId: 'car', startedAt: START + 1_000, endedAt: START + 4_000, clockOffsetMs: 0, ...opus },
        frames: Array.from({ length: 150 }, (_, index) => [index * 20, SILENCE.length, 1]),
      },
      frames: Array.from({ length: 150 }, () => SILENCE),
    });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    const file = join(folder, 'spool');
    writeFileSync(file, Buffer.concat([length, chunk]));
    await importDeviceSegment(volume, journals, {
      ...{ type: 'import-device-segment', segmentId: deviceId, file, track: track('east') },
      ...{ from: START + 1_000, to: START + 4_000, clock: { offsetMs: 0, uncertaintyMs: 12 } },
      device: {
        ...{ deviceId: 'PAD', chainId: deviceId, chainHead: 'f'.repeat(64), chain: 'whole' },
        ...{ firstSequence: 0, lastSequence: 0 },
      },
    });
  }

  beforeAll(async () => {
    mkdirSync(volume, { recursive: true });
    databases = await openEmptyDatabases(join(folder, 'data'));
    const journals = new Journals(volume, () => undefined);
    await recordLive(journals, START, 'east', 'vehicle-offline');
    await handIn(journals);
    await recordLive(journals, START + 4_000, 'west', 'rolled');
    await journals.close();
    const intake = await JournalIntake.create({ database: databases.main, volumes: [volume], log: silentLog });
    await intake.close();
    before = await rows();
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    for (const table of ['segments', 'gaps', 'journals', 'holds'] as const)
      await databases.main.deleteFrom(table).execute();
  });

  it('is what it was, with the gap that the terminal filled and its reason, from the journals', async () => {
    expect(before.map(({ source, placeId }) => [source, placeId])).toEqual([
      ['live', 'east'],
      ['device', 'east'],
      ['live', 'west'],
    ]);
    expect(before[1]).toMatchObject({ id: deviceId, captureSource: 'device-clock', captureUncertaintyMs: 12 });
    expect(await rebuild()).toMatchObject({ segments: 3, withoutJournal: 0, missing: [], gaps: 1 });
    expect(await rows()).toEqual(before);
    expect(await databases.main.selectFrom('gaps').select(['startedAt', 'endedAt', 'reason']).execute()).toEqual([
      { startedAt: START + 1_000, endedAt: START + 4_000, reason: 'vehicle-offline' },
    ]);
    await rebuild();
    expect(await rows()).toEqual(before);
  });

  it('names nothing as missing that has gone to the archive, and says that it is there', async () => {
    const journals = new Journals(volume, () => undefined);
    const [live] = before;
    if (!live) throw new Error('a segment was expected');
    const line = { at: START + 50_000, bytes: live.bytes, sha256: 'a'.repeat(64) };
    await journals.append(Journals.pathFor(START), { type: 'segment-archived', segmentId: live.id, ...line });
    await journals.close();
    renameSync(join(volume, live.path), join(folder, 'in the archive'));
    expect(await rebuild()).toMatchObject({ segments: 3, missing: [] });
    expect((await rows()).map(({ stored }) => stored)).toEqual(['archive', 'volume', 'volume']);
    renameSync(join(folder, 'in the archive'), join(volume, live.path));
  });

  it('tells them apart from what was recorded live by the files alone, where every journal is lost', async () => {
    const [journal = '', ...more] = journalsOf();
    expect(more).toEqual([]);
    rmSync(join(volume, journal));
    const stay = (placeId: string, since: number) => ({ vehicleId: 'car', placeId, since });
    await databases.main
      .insertInto('vehiclePlaces')
      .values([stay('east', 0), stay('west', START + 4_000)])
      .execute();
    expect(await rebuild()).toMatchObject({ segments: 3, withoutJournal: 3, missing: [] });
    const told = (all: readonly SegmentRow[]) =>
      all.map(({ id, source, placeId, bytes, initBytes, startedAt }) => [
        ...[id, source, placeId, bytes, initBytes, startedAt],
      ]);
    expect(told(await rows())).toEqual(told(before));
  });
});
