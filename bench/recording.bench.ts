import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { GapsTable } from '../signaling-server/recording/GapsTable';
import { SegmentsTable, type SegmentRow } from '../signaling-server/recording/SegmentsTable';
import { unexplained } from '../signaling-server/recording/unexplained';
import { crash } from '../test/fixtures/crash';
import { progress, publish } from './figures';
import { idleSeconds, processorSeconds, residentMb } from './processUse';
import { readableFiles } from './readableFiles';
import { RecordedCity } from './recordedCity';
import { CLIP, recordedClip } from './recordedClip';

/**
 * `npm run bench -- recording [STREAMS] [--every-file]`: that many streams through media workers into the recorder's own
 * process. With `--every-file` all files are decoded whole at the end, however long that takes.
 */
const words = process.argv.slice(2);
const STREAMS = Number(words.find((word) => !word.startsWith('--')) ?? 100);
const DECODED_WHOLE_FOR_MS = words.includes('--every-file') ? Infinity : 7_000;
const MEASURED_MS = 30_000;
const SETTLE_MS = 2_000;
const AFTER_KILL_MS = 2_500;
const BACK_LIMIT_MS = 12_000;
/** Where two files of a track meet, frame lengths and clocks leave holes of this size; they are not gaps. */
const TOLERANCE_MS = 300;
/** Below this share of idle time everything that is late is late because the machine is full. */
const FULL_MACHINE_IDLE = 0.05;

const folder = mkdtempSync(join(tmpdir(), 'zhiqin-recording-bench-'));
const supervise = fileURLToPath(new URL('../test/fixtures/supervise.mjs', import.meta.url));

/** The recorder as it runs at a site: its supervisor starts it again, and has another one standing by. */
function startRecorder(): ChildProcess {
  const environment = { ...process.env, DATA_DIR: folder, RECORDINGS_DIR: '', LOG_LEVEL: 'error' };
  const command = [supervise, '0', 'recorder'];
  return spawn(process.execPath, command, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
}

const isCutOff = ({ state }: SegmentRow): boolean => state === 'interrupted';
const round = (value: number): number => Math.round(value * 1000) / 1000;

recordedClip();
progress('the clip is there');
const sender = fork(fileURLToPath(new URL('rtpStreams.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
const [sourcePort] = (await once(sender, 'message')) as [number];
const supervisor = startRecorder();
let city: RecordedCity | null = null;

async function until(what: string, isSo: () => boolean, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  while (!isSo() && Date.now() < end) await delay(50);
  if (!isSo()) progress(`still not so after ${limitMs / 1000} s: ${what}`);
}

try {
  city = await RecordedCity.create(folder, STREAMS, sourcePort);
  const { link, intake, databases, workerPids, places } = city;
  let lostPackets = 0;
  link.onMessage((message) => {
    if (message.type === 'statistics')
      lostPackets = message.streams.reduce((sum, stream) => sum + stream.lostPackets, 0);
  });
  const recordedNow = (since: number): number =>
    new Set(intake.open().flatMap(({ vehicleId, endedAt }) => (endedAt >= since ? vehicleId : []))).size;
  await until('the recorder is there', () => link.present, 60_000);
  sender.send(places);
  await until('all streams are recorded', () => recordedNow(0) >= STREAMS, 30_000);
  await delay(SETTLE_MS);
  progress(`${recordedNow(0)} streams are recorded`);

  const pid = link.processId ?? 0;
  const began = { at: Date.now(), recorder: processorSeconds([pid]), lost: lostPackets };
  const before = { workers: processorSeconds(workerPids), idle: idleSeconds() };
  let rssMb = 0;
  while (Date.now() - began.at < MEASURED_MS) {
    await delay(1_000);
    rssMb = Math.max(rssMb, residentMb(pid));
  }
  const seconds = (Date.now() - began.at) / 1000;
  const recorderCores = (processorSeconds([pid]) - began.recorder) / seconds;
  const workerCores = (processorSeconds(workerPids) - before.workers) / seconds;
  const idleCores = (idleSeconds() - before.idle) / seconds;
  const lost = lostPackets - began.lost;
  progress(`measured: recorder ${round(recorderCores)} cores, workers ${round(workerCores)} cores`);

  const killedAt = Date.now();
  crash(pid);
  await until('all streams are recorded again', () => recordedNow(killedAt) >= STREAMS, BACK_LIMIT_MS);
  const backAt = Date.now();
  await delay(AFTER_KILL_MS);
  const endedAt = Date.now() - 1_500;
  sender.kill();
  supervisor.kill('SIGTERM');
  await once(supervisor, 'exit');
  // What is in the journals by now is in the index before it is judged.
  await until('all segments are closed', () => intake.open().length === 0, 5_000);
  progress(`recorded again ${(backAt - killedAt) / 1000} s after the kill`);

  let unexplainedMs = 0;
  let killLossMs = 0;
  let longestGapMs = 0;
  let recordsAgainMs = 0;
  const rows: SegmentRow[] = [];
  for (let number = 0; number < STREAMS; number += 1) {
    const span = { from: began.at, to: endedAt };
    const segments = await new SegmentsTable(databases.main).ofVehicle(`car-${number}`, span.from, span.to);
    const gaps = await new GapsTable(databases.main).ofVehicle(`car-${number}`, span.from, span.to);
    const ofCamera = gaps.filter(({ track }) => track === 'camera');
    const holes = unexplained(segments, ofCamera, span, TOLERANCE_MS);
    unexplainedMs += holes.reduce((sum, { from, to }) => sum + to - from, 0);
    const lastBefore = Math.max(...segments.flatMap((row) => (row.startedAt < killedAt ? row.endedAt : [])));
    killLossMs = Math.max(killLossMs, killedAt - Math.min(lastBefore, killedAt));
    const firstAfter = Math.min(...segments.flatMap((row) => (row.startedAt > killedAt ? row.startedAt : [])));
    recordsAgainMs = Math.max(recordsAgainMs, Math.min(firstAfter, endedAt) - killedAt);
    for (const gap of ofCamera) longestGapMs = Math.max(longestGapMs, (gap.endedAt ?? endedAt) - gap.startedAt);
    rows.push(...segments);
  }
  const measured = rows.filter(({ startedAt, endedAt: end }) => startedAt < killedAt && end > began.at);
  const bitsASecond = measured.map(
    ({ bytes, startedAt, endedAt: end }) => (bytes * 8_000) / Math.max(1, end - startedAt),
  );
  const averageBits = bitsASecond.reduce((sum, bits) => sum + bits, 0) / Math.max(1, bitsASecond.length);
  // Those that the kill cut off are decoded whole before any other, for they are the likeliest to be broken.
  const likeliest = [...rows].sort((one, other) => Number(isCutOff(other)) - Number(isCutOff(one)));
  progress(`${rows.length} files are decoded, ${rows.filter(isCutOff).length} of them cut off by the kill`);
  const read = await readableFiles(
    likeliest.map(({ path }) => join(folder, 'recordings', path)),
    DECODED_WHOLE_FOR_MS,
  );
  for (const problem of read.problems.slice(0, 5)) progress(problem);

  publish('recording', {
    streams: STREAMS,
    recorderCores: round(recorderCores),
    recordingWorkerCores: round(workerCores),
    recorderRssMb: Math.round(rssMb),
    unexplainedGapSeconds: round(unexplainedMs / 1000),
    killLossSecondsMax: round(killLossMs / 1000),
    readableFilesPercent: Math.floor((read.readable / Math.max(1, rows.length)) * 1000) / 10,
    /** From the kill to the first picture on disk of the last stream that had one. */
    recordsAgainSeconds: round(recordsAgainMs / 1000),
    /** The same as the index knows it. */
    recorderBackSeconds: round((backAt - killedAt) / 1000),
    longestGapSeconds: round(longestGapMs / 1000),
    lostPackets: lost,
    megabitsASecondOnDisk: round(averageBits / 1e6),
    filesTotal: rows.length,
    /** The key pictures of the rest are decoded, and every packet read. */
    filesDecodedWhole: read.decodedWhole,
    filesCutOff: rows.filter(isCutOff).length,
    picture: `${CLIP.width}x${CLIP.height} ${CLIP.framesASecond}/s, a key frame every ${CLIP.keyEverySeconds} s`,
    idleCores: round(idleCores),
    saturated: idleCores < FULL_MACHINE_IDLE * 2 ? 'the processors of the machine, with the sender on them' : 'nothing',
  });
} finally {
  supervisor.kill('SIGTERM');
  sender.kill();
  await city?.close();
  rmSync(folder, { recursive: true, force: true });
}
