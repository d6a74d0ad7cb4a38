import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UdpRelay } from './fixtures/UdpRelay';
import { random as randomFrom } from '../signaling-server/demo/random';
import { applyJournalLines } from '../signaling-server/recording/segmentIndex';
import { decodedFrames, h264Clip, hasFfmpeg, type Clip } from '../signaling-server/recorder/clipForTests';
import { parseJournalLine } from '../signaling-server/recorder/journalLine';
import { journalsOnDisk } from '../signaling-server/recorder/journalsOnDisk';
import { Recorder } from '../signaling-server/recorder/Recorder';
import {
  datagramOf,
  pause,
  RecorderCaller,
  RtpSource,
  startRecorder,
  vehicleTrack,
} from '../signaling-server/recorder/recorderForTests';
import type { FromRecorder, StreamCodec } from '../signaling-server/recorder/recorderProtocol';
import { Volumes } from '../signaling-server/recorder/Volumes';

const PATIENCE_MS = 180_000;
const FRAME_MS = 40;
const LOSS = 0.05;
const KILLS = 4;
const SEED = Number(process.env['PROPERTY_SEED'] ?? 24_380);
const codec: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };

/** Sends a clip over and over at its own pace until it is told to stop. */
function play(clip: Clip, send: (datagram: Buffer) => Promise<void>) {
  let isOver = false;
  const sending = (async () => {
    const beganAt = performance.now();
    let sequenceNumber = 0;
    for (let picture = 0; !isOver; picture += 1) {
      const payloads = clip[picture % clip.length] ?? [];
      for (const [index, payload] of payloads.entries()) {
        const facts = { sequenceNumber: sequenceNumber & 0xffff, timestamp: picture * 3_600 };
        await send(datagramOf({ ...facts, marker: index === payloads.length - 1, payload }, codec));
        sequenceNumber += 1;
      }
      await pause(Math.max(0, beganAt + (picture + 1) * FRAME_MS - performance.now()));
    }
  })();
  return {
    stop: async (): Promise<void> => {
      isOver = true;
      await sending;
    },
  };
}

describe.skipIf(!hasFfmpeg)(`a recorder under faults (PROPERTY_SEED=${SEED})`, { timeout: PATIENCE_MS }, () => {
  let folder: string;
  let source: RtpSource;
  const processes: ChildProcess[] = [];
  const clip = hasFfmpeg ? h264Clip('320x180', 4) : [];
  const volume = (): string => join(folder, 'recordings');
  /** Every line of every journal, as text. */
  const lines = async (): Promise<string[]> => {
    const journals = await journalsOnDisk(volume());
    return journals.flatMap((path) => readFileSync(join(volume(), path), 'utf8').trimEnd().split('\n'));
  };
  const index = async () => {
    const parsed = (await lines()).flatMap((line) => parseJournalLine(line) ?? []);
    return applyJournalLines(parsed, new Map()).map(({ row }) => row);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-faults-'));
    source = await RtpSource.create();
  });
  afterEach(() => {
    processes.splice(0).forEach((recorder) => recorder.kill('SIGKILL'));
    source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of a path that loses 5 % of its packets: it goes on, every file is read, and what is missing is marked', async () => {
    const told: FromRecorder[] = [];
    const recorder = Recorder.create({
      volumes: await Volumes.create({ directories: [volume()], onGrew: () => undefined }),
      ...{ log: pino({ level: 'silent' }), tell: (message) => told.push(message) },
    });
    await recorder.take({ type: 'open-stream', streamId: 'lossy', track: vehicleTrack, bursts: false });
    const opened = told.find((message) => message.type === 'stream-opened');
    const door = await RtpSource.create();
    const entrance = { address: '127.0.0.2', port: door.address.port };
    door.close();
    const relay = await UdpRelay.create(entrance, { address: '127.0.0.1', port: opened?.port ?? 0 }, SEED);
    const playing = play(clip, (datagram) => source.send(datagram, entrance.port, entrance.address));
    try {
      while (relay.paths().size === 0) await pause(20);
      const [path] = relay.paths();
      const { port } = path?.address() ?? { port: 0 };
      await recorder.take({ type: 'start-stream', streamId: 'lossy', source: { ip: '127.0.0.1', port }, codec });
      relay.suffer({ loss: LOSS, jitterMs: 0 }, relay.paths());
      // A segment is ended at the first key frame after ten seconds.
      while (!(await index()).some(({ state }) => state === 'closed')) await pause(200);
    } finally {
      await playing.stop();
      await recorder.close();
      relay.close();
    }
    const statistics = told.filter((message) => message.type === 'statistics').at(-1);
    const { packets, lostPackets } = statistics?.streams[0] ?? { packets: 0, lostPackets: 0 };
    expect(lostPackets / (packets + lostPackets)).toBeGreaterThan(LOSS / 3);
    const rows = await index();
    expect(rows.flatMap(({ damages }) => damages).length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.state).toBe('closed');
      expect(decodedFrames(join(volume(), row.path), true)).toBeGreaterThan(0);
    }
    const sorted = rows.sort((one, other) => one.startedAt - other.startedAt);
    sorted.slice(1).forEach((row, at) => expect(row.startedAt - (sorted[at]?.endedAt ?? 0)).toBeLessThan(3_000));
  });

  it('that is killed again and again at any moment leaves nothing open, and every file that it left is read', async () => {
    const random = randomFrom(SEED);
    let port = 0;
    const playing = play(clip, (datagram) => (port === 0 ? Promise.resolve() : source.send(datagram, port)));
    const start = async (): Promise<{ recorder: ChildProcess; caller: RecorderCaller }> => {
      const before = (await index()).length;
      const recorder = startRecorder(folder);
      processes.push(recorder);
      const caller = await RecorderCaller.create(folder);
      caller.send({ type: 'open-stream', streamId: 'camera', track: vehicleTrack, bursts: false });
      port = await caller.portOf('camera');
      caller.send({ type: 'start-stream', streamId: 'camera', source: source.address, codec });
      // Its journals grow, too, by what it puts in order of the one before.
      while ((await index()).length === before) await pause(20);
      return { recorder, caller };
    };
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { recorder, caller } = await start();
      await pause(random() * 1_500);
      recorder.kill('SIGKILL');
      await once(recorder, 'exit');
      caller.close();
    }
    const { recorder, caller } = await start();
    while ((await index()).filter(({ state }) => state === 'interrupted').length < KILLS) await pause(50);
    caller.close();
    recorder.kill('SIGTERM');
    await once(recorder, 'exit');
    await playing.stop();
    const rows = await index();
    expect(rows.filter(({ state }) => state === 'open')).toEqual([]);
    expect((await lines()).filter((line) => parseJournalLine(line) === null)).toEqual([]);
    for (const { path, bytes, initBytes } of rows) {
      // One that was begun just before has its head alone, and its journal says so.
      if (bytes > initBytes) expect(decodedFrames(join(volume(), path))).toBeGreaterThan(0);
    }
  });
});
