import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { splitAccessUnits } from '../demo/accessUnits';
import { packetise } from '../demo/packetise';
import type { JournalLine } from './journalLine';
import {
  datagramOf,
  pause,
  readJournal,
  RecorderCaller,
  RtpSource,
  startRecorder,
  vehicleTrack,
} from './recorderForTests';
import type { StreamCodec } from './recorderProtocol';

const FRAMES_A_SECOND = 25;
const camera: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };
const voice: StreamCodec = { mimeType: 'audio/opus', payloadType: 97, ssrc: 22, clockRate: 48_000, channels: 2 };
/** 20 ms of Opus silence: a real packet that any decoder takes. */
const sound = Buffer.from([0xf8, 0xff, 0xfe]);
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** Sends the clip, over and over, at its own pace, until told to stop; answers how many frames went out. */
function play(clip: readonly (readonly Buffer[])[], source: RtpSource, port: number) {
  let stopped = false;
  let sent = 0;
  const run = (async () => {
    let sequenceNumber = 65_500;
    for (; !stopped; sent += 1) {
      const payloads = clip[sent % clip.length] ?? [];
      for (const [at, payload] of payloads.entries()) {
        const marker = at === payloads.length - 1;
        await source.send(datagramOf({ sequenceNumber, timestamp: sent * 3_600, marker, payload }, camera), port);
        sequenceNumber += 1;
      }
      await pause(1_000 / FRAMES_A_SECOND);
    }
  })();
  return {
    stop: async (): Promise<void> => {
      stopped = true;
      await run;
    },
  };
}

function of<Type extends JournalLine['type']>(lines: readonly JournalLine[], type: Type) {
  return lines.filter((line): line is Extract<JournalLine, { type: Type }> => line.type === type);
}

/** Frames that ffmpeg decodes from a file; fails on anything that it complains about. */
function decodedFrames(path: string): number {
  const quiet = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'], { encoding: 'utf8' });
  expect(quiet.stderr).toBe('');
  const count = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path];
  return Number.parseInt(spawnSync('ffprobe', count, { encoding: 'utf8' }).stdout, 10);
}

/** Node and tsx start several times over, beside whatever else the machine is doing. */
const PATIENCE_MS = 120_000;

describe.skipIf(!hasFfmpeg)('the recorder as a process', { timeout: PATIENCE_MS }, () => {
  const clips = mkdtempSync(join(tmpdir(), 'zhiqin-clip-'));
  /** Each test has a volume of its own. */
  let folder: string;
  const processes: ChildProcess[] = [];
  const sources: RtpSource[] = [];
  let clip: Buffer[][];

  const start = async (): Promise<{ recorder: ChildProcess; caller: RecorderCaller }> => {
    const recorder = startRecorder(folder);
    processes.push(recorder);
    return { recorder, caller: await RecorderCaller.create(folder) };
  };
  const openSource = async (): Promise<RtpSource> => {
    const source = await RtpSource.create();
    sources.push(source);
    return source;
  };
  const openCamera = async (caller: RecorderCaller, streamId: string, source: RtpSource): Promise<number> => {
    caller.send({ type: 'open-stream', streamId, track: vehicleTrack, bursts: false });
    const port = await caller.portOf(streamId);
    caller.send({ type: 'start-stream', streamId, source: source.address, codec: camera });
    return port;
  };
  const journal = (): JournalLine[] => {
    const recordings = join(folder, 'recordings');
    return readdirSync(recordings)
      .filter((day) => day.startsWith('2'))
      .flatMap((day) =>
        readdirSync(join(recordings, day))
          .filter((name) => name.endsWith('.jsonl'))
          .map((name) => join(recordings, day, name)),
      )
      .sort()
      .flatMap(readJournal);
  };

  beforeAll(() => {
    const file = join(clips, 'clip.h264');
    const source = [
      '-f',
      'lavfi',
      '-i',
      `testsrc=size=320x180:rate=${FRAMES_A_SECOND}`,
      '-t',
      '2',
      '-pix_fmt',
      'yuv420p',
    ];
    const coding = [
      '-c:v',
      'libx264',
      '-profile:v',
      'baseline',
      '-g',
      '25',
      '-x264-params',
      'repeat-headers=1:scenecut=0',
    ];
    spawnSync('ffmpeg', ['-v', 'error', ...source, ...coding, '-f', 'h264', file]);
    clip = splitAccessUnits(readFileSync(file)).map(({ nals }) => packetise(nals, 1_100));
  });
  afterAll(() => rmSync(clips, { recursive: true, force: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-recorder-'));
  });
  afterEach(() => {
    processes.splice(0).forEach((recorder) => recorder.kill('SIGKILL'));
    sources.splice(0).forEach((source) => source.close());
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for a key frame at once, and drops packets from elsewhere', async () => {
    const { recorder, caller } = await start();
    const [source, stranger] = [await openSource(), await openSource()];
    const port = await openCamera(caller, 'asked', source);
    await caller.waitFor((message) => message.type === 'key-frame-wanted' && message.streamId === 'asked');
    const foreign = play(clip, stranger, port);
    caller.messages.length = 0;
    await caller.waitFor((message) => message.type === 'statistics');
    await foreign.stop();
    const told = await caller.waitFor((message) => message.type === 'statistics' && message.streams.length > 0);
    expect(told.type === 'statistics' ? told.streams[0]?.packets : null).toBe(0);
    recorder.kill('SIGTERM');
    expect(await once(recorder, 'exit')).toEqual([0, null]);
  });

  it('loses no more than a second when it is killed, and every file decodes', async () => {
    const { recorder, caller } = await start();
    const source = await openSource();
    const port = await openCamera(caller, 'killed', source);
    const playing = play(clip, source, port);
    const isWriting = (message: { type: string } & object): boolean =>
      message.type === 'statistics' &&
      'streams' in message &&
      JSON.stringify(message.streams).includes('"writing":true');
    await caller.waitFor(isWriting);
    await pause(2_000);
    caller.messages.length = 0;
    await caller.waitFor((message) => message.type === 'statistics');
    const arrivedAt = Date.now();
    await pause(1_000);
    recorder.kill('SIGKILL');
    await once(recorder, 'exit');
    await playing.stop();

    const again = await start();
    again.caller.send({ type: 'open-stream', streamId: 'again', track: vehicleTrack, bursts: false });
    await again.caller.portOf('again');
    // It records again before what was left is in order.
    const interrupted = () => of(journal(), 'segment-closed').find(({ reason }) => reason === 'interrupted');
    while (!interrupted()) await pause(50);
    const closed = interrupted();
    expect(closed?.endedAt).toBeGreaterThanOrEqual(arrivedAt);
    const bytesOf = new Map(of(journal(), 'segment-closed').map(({ segmentId, bytes }) => [segmentId, bytes]));
    for (const opened of of(journal(), 'segment-opened')) {
      // One that was opened just before has its head alone, and its journal says so.
      if ((bytesOf.get(opened.segmentId) ?? 0) <= opened.initBytes) continue;
      expect(decodedFrames(join(folder, 'recordings', opened.path))).toBeGreaterThan(0);
    }
    again.caller.close();
    again.recorder.kill('SIGTERM');
    await once(again.recorder, 'exit');
  });

  it('closes its segments when the server goes, and waits for it', async () => {
    const { recorder, caller } = await start();
    const source = await openSource();
    const port = await openCamera(caller, 'left', source);
    const playing = play(clip, source, port);
    await caller.waitFor((message) => message.type === 'journal-grew');
    caller.close();
    const next = await RecorderCaller.create(folder);
    const closing = (): boolean => of(journal(), 'segment-closed').some(({ reason }) => reason === 'server-restarted');
    while (!closing()) await pause(50);
    await playing.stop();
    await openCamera(next, 'new', source);
    recorder.kill('SIGTERM');
    await once(recorder, 'exit');
  });

  it('writes a file for each burst, and nothing of what is said outside', async () => {
    const { recorder, caller } = await start();
    const source = await openSource();
    const track = { ...vehicleTrack, vehicleId: null, track: 'talk', cameraView: null, groupId: 'team' } as const;
    caller.send({ type: 'open-stream', streamId: 'group', track, bursts: true });
    const port = await caller.portOf('group');
    caller.send({ type: 'start-stream', streamId: 'group', source: source.address, codec: voice });
    let number = 0;
    const speak = async (packets: number): Promise<void> => {
      for (let index = 0; index < packets; index += 1, number += 1) {
        await source.send(
          datagramOf({ sequenceNumber: number, timestamp: number * 960, marker: false, payload: sound }, voice),
          port,
        );
        await pause(20);
      }
    };
    for (const [burstId, vehicleId] of [
      ['one', 'vehicle-1'],
      ['two', null],
    ] as const) {
      caller.send({ type: 'burst-began', streamId: 'group', burstId, vehicleId });
      await speak(30);
      caller.send({ type: 'burst-ended', streamId: 'group', burstId });
      await pause(700);
      await speak(30);
      await pause(500);
    }
    recorder.kill('SIGTERM');
    await once(recorder, 'exit');
    const bursts = of(journal(), 'segment-opened').filter(({ burstId }) => burstId !== null);
    expect(bursts.map(({ burstId, track: { vehicleId, groupId } }) => [burstId, vehicleId, groupId])).toEqual([
      ['one', 'vehicle-1', 'team'],
      ['two', null, 'team'],
    ]);
    for (const { path } of bursts) expect(decodedFrames(join(folder, 'recordings', path))).toBeGreaterThanOrEqual(30);
  });
});
