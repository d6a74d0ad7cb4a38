import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { CentreKey } from '../audit/CentreKey';
import { RecordHeadFiles } from '../evidence/RecordHeadFiles';
import { RecordSealer } from '../evidence/RecordSealer';
import { SegmentLines } from '../evidence/SegmentLines';
import { silentLog as log } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { h264Clip, hasFfmpeg, vp8Clip, type Clip } from '../recorder/clipForTests';
import { packetsOf, RecordedPath } from '../recorder/pathForTests';
import { Recorder } from '../recorder/Recorder';
import type { StreamCodec } from '../recorder/recorderProtocol';
import { Volumes } from '../recorder/Volumes';
import { CoverageTable } from './CoverageTable';
import { JournalIntake } from './JournalIntake';
import { RecordedFiles } from './RecordedFiles';
import { reindex } from './reindex';
import { Reduction } from './Reduction';
import { ReductionTable, type ReductionRules } from './ReductionTable';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 4, 1, 8);
const PATIENCE_MS = 120_000;
const RULES = { routine: 365, alarm: 500, burst: 180, evidence: 1_000 };
const avc: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };
const vp8: StreamCodec = { ...avc, mimeType: 'video/VP8' };

/** Recorder, journal intake and sealer are the product's own; the time is the test's. */
describe.skipIf(!hasFfmpeg)('recordings of which only the key pictures are kept', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-reduction-'));
  let databases: Databases;
  let path: RecordedPath;
  let intake: JournalIntake;
  let recorder: Recorder;
  let sealer: RecordSealer;
  let reduction: Reduction;
  let rules: ReductionRules;
  let now: number;
  const orders: Promise<void>[] = [];

  /** Two segments of ten seconds and less, a key picture a second. */
  const record = async (codec: StreamCodec, clip: Clip): Promise<void> => {
    path = new RecordedPath(codec);
    const packets = packetsOf(clip, { at: START, sequenceNumber: 1, timestamp: 1 });
    path.receive(packets);
    await path.finish();
    const { volume } = path;
    const { main: database } = databases;
    const key = await CentreKey.create(join(folder, 'keys', 'centre-key.pem'));
    intake = await JournalIntake.create({ database, volumes: [volume], log });
    sealer = RecordSealer.create({
      ...{ database, key, log, clock: () => now, lines: new SegmentLines([volume]) },
      heads: await RecordHeadFiles.create(join(volume, 'heads')),
      files: new RecordedFiles([volume]),
    });
    recorder = Recorder.create({
      volumes: await Volumes.create({ directories: [volume], onGrew: (of, grown) => intake.grew(of, grown) }),
      ...{ log, tell: () => undefined },
    });
    reduction = await Reduction.create({
      ...{ database, log, clock: () => now, rules: () => rules, audit: new Audit(() => now) },
      files: new RecordedFiles([volume]),
      reduce: (order) => {
        orders.push(recorder.take(order));
        return true;
      },
      remove: (segments) => {
        orders.push(recorder.take({ type: 'delete-segments', segments: [...segments] }));
        return true;
      },
      folder: join(folder, 'reducing'),
    });
  };
  const sweep = async (): Promise<void> => {
    await reduction.sweep();
    await Promise.all(orders.splice(0));
    await intake.takeNow();
    await intake.takeNow();
    await sealer.seal();
  };
  const rows = (): Promise<SegmentRow[]> =>
    new SegmentsTable(databases.main).ofVehicle('vehicle-1', START - DAY_MS, START + DAY_MS);
  const due = (): Promise<string[]> => new ReductionTable(databases.main).due(rules, now, 100);

  beforeEach(async () => {
    databases = await openEmptyDatabases(mkdtempSync(join(folder, 'data-')));
    rules = { rules: RULES, reduceAfterDays: { routine: 200, alarm: null } };
    now = START + 201 * DAY_MS;
  }, PATIENCE_MS);
  afterEach(async () => {
    await reduction.close();
    await sealer.close();
    await recorder.close();
    await intake.close();
    path.remove();
    await databases.close();
  }, PATIENCE_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are copies of them, bit for bit, sealed in a chain of their own, and named in ledger and audit', async () => {
    await record(avc, h264Clip('160x90', 14));
    await sealer.seal();
    const originals = await rows();
    const pictures = originals.map((row) => keyPicturesOf(path.fileOf(row)));
    await sweep();
    expect((await rows()).filter(({ source }) => source === 'live')).toHaveLength(originals.length);
    await sweep();
    const copies = await rows();
    expect(copies.map(({ source, startedAt, endedAt }) => [source, startedAt, endedAt])).toEqual(
      originals.map(({ startedAt, endedAt }) => ['reduced', startedAt, endedAt]),
    );
    expect(copies.map((row) => everyPictureOf(path.fileOf(row)))).toEqual(pictures);
    for (const row of originals) expect(existsSync(path.fileOf(row))).toBe(false);
    const bytes = (of: readonly SegmentRow[]): number => of.reduce((sum, row) => sum + row.bytes, 0);
    expect(bytes(copies)).toBeLessThan(bytes(originals));

    const { main } = databases;
    const seals = await main.selectFrom('recordSeals').select(['chain', 'kind']).orderBy('position').execute();
    const kindsOf = (chain: string): string[] => seals.flatMap((seal) => (seal.chain === chain ? seal.kind : []));
    expect(kindsOf('vehicle-1/camera/front')).toEqual(['segment', 'segment', 'removal', 'removal']);
    expect(kindsOf('vehicle-1/camera/front/reduced')).toEqual(['segment', 'segment']);
    const gone = await main.selectFrom('segmentDeletions').select(['segmentId', 'why']).execute();
    expect(gone.map(({ why }) => why)).toEqual(['reduced', 'reduced']);
    const audited = await main.selectFrom('audit').select(['action', 'subjectId', 'details']).execute();
    expect(audited.map(({ action, subjectId }) => `${action} ${subjectId ?? ''}`).sort()).toEqual(
      copies.map(({ id }) => `recording.reduce ${id}`).sort(),
    );
    expect(audited.map(({ details }) => details['original']).sort()).toEqual(originals.map(({ id }) => id).sort());
    const [track] = await new CoverageTable(main).ofVehicle('vehicle-1', START - DAY_MS, START + DAY_MS, now);
    expect(track?.stretches.map(({ kind }) => kind)).toEqual(['reduced']);

    // What has been reduced is not reduced again.
    expect(await due()).toEqual([]);

    // Where its journal is lost its file says what it is.
    for (const name of path.files()) if (name.endsWith('.jsonl')) rmSync(join(path.volume, name));
    await main.deleteFrom('segments').execute();
    await main.insertInto('places').values({ id: 'city', name: 'City', kind: 'city', parentId: null }).execute();
    await reindex({ database: main, volumes: [path.volume], audit: new Audit(() => now), clock: () => now });
    expect((await rows()).map(({ id, source }) => [id, source])).toEqual(copies.map(({ id }) => [id, 'reduced']));
  });

  it('are kept of VP8 as well', async () => {
    await record(vp8, vp8Clip('160x90', 5));
    await sealer.seal();
    const [original] = await rows();
    if (!original) throw new Error('a segment was expected');
    const pictures = keyPicturesOf(path.fileOf(original));
    await sweep();
    await sweep();
    const [copy, ...others] = await rows();
    expect(others).toEqual([]);
    expect(copy).toMatchObject({ source: 'reduced', mimeType: original.mimeType });
    expect(copy && everyPictureOf(path.fileOf(copy))).toEqual(pictures);
  });

  it('take the place of the original only once the index has them', async () => {
    await record(avc, h264Clip('160x90', 4));
    await sealer.seal();
    const [original] = await rows();
    if (!original) throw new Error('a segment was expected');
    await reduction.sweep();
    await Promise.all(orders.splice(0));
    await reduction.sweep();
    expect(orders).toEqual([]);
    expect((await rows()).map(({ source }) => source)).toEqual(['live']);
    expect(existsSync(path.fileOf(original))).toBe(true);
    await sweep();
    await sweep();
    expect((await rows()).map(({ source }) => source)).toEqual(['reduced']);
    expect(existsSync(path.fileOf(original))).toBe(false);
  });

  it('are not made of what is young, not sealed, held, near an alarm or given as evidence', async () => {
    await record(avc, h264Clip('160x90', 4));
    expect(await due()).toEqual([]);
    await sealer.seal();
    expect(await due()).toHaveLength(1);
    now = START + 199 * DAY_MS;
    expect(await due()).toEqual([]);
    now = START + 201 * DAY_MS;
    rules = { ...rules, reduceAfterDays: { routine: null, alarm: null } };
    expect(await due()).toEqual([]);
    rules = { ...rules, reduceAfterDays: { routine: 200, alarm: null } };
    const { main } = databases;
    const hold = { id: 'hold', vehicleId: 'vehicle-1', placeId: 'east', fromAt: START - 1, toAt: null, alarmId: null };
    await main
      .insertInto('holds')
      .values({ ...hold, reason: 'sos', begunAt: START, releasedAt: null })
      .execute();
    expect(await due()).toEqual([]);
    await main.updateTable('holds').set({ releasedAt: now }).execute();
    expect(await due()).toHaveLength(1);
    const span = { vehicleId: 'vehicle-1', fromAt: START, toAt: START + 1_000 };
    await main
      .insertInto('keptSpans')
      .values({ ...span, id: 'kept', keptAt: START })
      .execute();
    expect(await due()).toEqual([]);
    await main.deleteFrom('keptSpans').execute();
    await main
      .insertInto('alarms')
      .values({
        ...{ id: 'a', number: 1, clientKey: null, kind: 'sos', placeId: 'east', vehicleId: 'vehicle-1' },
        ...{ cameraId: null, raisedAt: START + 1_000, isOpen: false, course: '{"state":"new"}', ownerName: null },
        ...{ details: '{}', position: 'null', history: '[]', revision: 1 },
      })
      .execute();
    expect(await due()).toEqual([]);
    rules = { ...rules, reduceAfterDays: { routine: 200, alarm: 300 } };
    expect(await due()).toEqual([]);
    now = START + 301 * DAY_MS;
    expect(await due()).toHaveLength(1);
  });

  it('are told of a week ahead, by the rule that lets them be made', async () => {
    await record(avc, h264Clip('160x90', 4));
    await sealer.seal();
    const byDay = await new ReductionTable(databases.main).dueByDay(rules, START + 206 * DAY_MS, 0);
    const [original] = await rows();
    expect(byDay).toEqual([
      {
        ...{ day: Math.floor((START + 200 * DAY_MS) / DAY_MS), vehicleId: 'vehicle-1', category: 'routine' },
        ...{ segments: 1, bytes: original?.bytes },
      },
    ]);
  });
});

/** Of each key picture, its hash when it is decoded. */
function keyPicturesOf(file: string): string[] {
  return decoded(['-skip_frame', 'nokey', '-i', file]);
}

function everyPictureOf(file: string): string[] {
  return decoded(['-i', file]);
}

function decoded(input: readonly string[]): string[] {
  const hashing = ['-fps_mode', 'passthrough', '-f', 'framemd5', '-'];
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...input, ...hashing], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .split('\n')
    .flatMap((line) => (line === '' || line.startsWith('#') ? [] : (line.split(/,\s*/)[5] ?? [])));
}
