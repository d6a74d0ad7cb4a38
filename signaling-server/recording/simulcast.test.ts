import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ingestParameters } from '../media/ingestParameters';
import { hasWorker, listenOn, silentLog as log } from '../media/mediaForTests';
import { MediaWorkers } from '../media/MediaWorkers';
import { decodedFrames, h264Clip, hasFfmpeg, vp8Clip, type Clip } from '../recorder/clipForTests';
import { createDepacketizer } from '../recorder/createDepacketizer';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import type { JournalLine } from '../recorder/journalLine';
import {
  datagramOf,
  packetOf,
  pause,
  readJournal,
  RecorderCaller,
  RtpSource,
  startRecorder,
  vehicleTrack,
} from '../recorder/recorderForTests';
import type { StreamCodec } from '../recorder/recorderProtocol';
import { WebmWriter } from '../recorder/WebmWriter';
import { applyJournalLines } from './segmentIndex';
import type { SegmentRow } from './SegmentsTable';
import { StreamTap } from './StreamTap';

const PATIENCE_MS = 180_000;
const PICTURE_MS = 40;
const TICKS_A_SECOND = 90_000;
const TICKS_A_PICTURE = 3_600;
const REPORT_EVERY_PICTURES = 10;
/** Seconds between 1900, where the time of sender reports begins, and 1970. */
const REPORT_EPOCH_SECONDS = 2_208_988_800;
const ENOUGH_MS = 1_500;

type LayerName = 'low' | 'high';

interface Layer {
  readonly clip: Clip;
  readonly ssrc: number;
  /** Each layer counts from somewhere of its own, as those of browsers do. */
  readonly firstTimestamp: number;
  sequenceNumber: number;
  isSent: boolean;
}

/** What a browser sends of a camera in two sizes, at the pace of 25 pictures a second, with its reports. */
class LayeredCamera {
  #isOn = true;
  #sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: RtpSource,
    private readonly port: number,
    private readonly codec: StreamCodec,
    readonly layers: Readonly<Record<LayerName, Layer>>,
  ) {}

  start(): void {
    this.#sending = this.#send();
  }

  async stop(): Promise<void> {
    if (!this.#isOn) return;
    this.#isOn = false;
    await this.#sending;
    this.source.close();
  }

  async #send(): Promise<void> {
    const begun = performance.now();
    for (let picture = 0; this.#isOn; picture += 1) {
      for (const layer of Object.values(this.layers)) {
        if (!layer.isSent) continue;
        if (picture % REPORT_EVERY_PICTURES === 0) await this.source.send(this.#report(layer, picture), this.port);
        await this.#sendPicture(layer, picture);
      }
      await pause(Math.max(0, begun + (picture + 1) * PICTURE_MS - performance.now()));
    }
  }

  async #sendPicture(layer: Layer, picture: number): Promise<void> {
    const { clip, ssrc } = layer;
    const payloads = clip[picture % clip.length] ?? [];
    for (const [index, payload] of payloads.entries()) {
      const packet = {
        sequenceNumber: layer.sequenceNumber,
        timestamp: layer.firstTimestamp + picture * TICKS_A_PICTURE,
        marker: index === payloads.length - 1,
        payload,
      };
      layer.sequenceNumber += 1;
      await this.source.send(datagramOf(packet, { ...this.codec, ssrc }), this.port);
    }
  }

  /** A sender report (RFC 3550 clause 6.4.1): by it a media server knows how the clocks of two layers stand. */
  #report({ ssrc, firstTimestamp }: Layer, picture: number): Buffer {
    const now = Date.now();
    const report = Buffer.alloc(28);
    report.writeUInt8(0x80, 0);
    report.writeUInt8(200, 1);
    report.writeUInt16BE(6, 2);
    report.writeUInt32BE(ssrc, 4);
    report.writeUInt32BE(Math.floor(now / 1_000) + REPORT_EPOCH_SECONDS, 8);
    report.writeUInt32BE(Math.floor(((now % 1_000) / 1_000) * 0x1_0000_0000), 12);
    report.writeUInt32BE((firstTimestamp + picture * TICKS_A_PICTURE) >>> 0, 16);
    return report;
  }
}

/** Media worker, tap and the recorder's process are the product's own; only the camera is the test's. */
describe.skipIf(!hasWorker || !hasFfmpeg)('a camera that sends two sizes at once', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-simulcast-'));
  let recorder: ChildProcess;
  let caller: RecorderCaller;
  let workers: MediaWorkers;
  let camera: LayeredCamera | null = null;
  let stream: StreamTap | null = null;

  beforeAll(async () => {
    recorder = startRecorder(folder);
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(24_100), log });
    caller = await RecorderCaller.create(folder);
  }, PATIENCE_MS);
  afterEach(async () => {
    stream?.close('recorder-stopped');
    await camera?.stop();
    [stream, camera] = [null, null];
  });
  afterAll(async () => {
    caller.close();
    workers.close();
    const ended = once(recorder, 'exit');
    recorder.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  const volume = join(folder, 'recordings');
  const lines = (): JournalLine[] =>
    readdirSync(volume, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.jsonl'))
      .sort()
      .flatMap((path) => readJournal(join(volume, path)));
  /** What was recorded of one format, oldest first. */
  const segments = (format: string): SegmentRow[] =>
    applyJournalLines(lines(), new Map())
      .map(({ row }) => row)
      .filter(({ mimeType }) => mimeType.startsWith(format))
      .sort((one, other) => one.startedAt - other.startedAt);

  it.each([
    ['H.264', 'video/H264', 'video/mp4', (size: string) => h264Clip(size, 2)],
    ['VP8', 'video/VP8', 'video/webm', (size: string) => vp8Clip(size, 2)],
  ] as const)(
    'is recorded in %s in whole files, each of one size, while the media server goes from one size to the other and back',
    async (_, mimeType, format, clipOf) => {
      const codec: StreamCodec = { mimeType, payloadType: 96, ssrc: 0, clockRate: TICKS_A_SECOND, channels: 1 };
      const layers = {
        low: {
          clip: clipOf('320x180'),
          ssrc: 5_101,
          firstTimestamp: 0xfff0_0000,
          sequenceNumber: 65_000,
          isSent: true,
        },
        high: { clip: clipOf('640x360'), ssrc: 5_102, firstTimestamp: 77_000, sequenceNumber: 1_200, isSent: true },
      };
      const heads = { low: headOf(layers.low.clip, mimeType), high: headOf(layers.high.clip, mimeType) };
      const layerOf = (row: SegmentRow): LayerName | null => {
        const head = readFileSync(join(volume, row.path)).subarray(0, row.initBytes);
        return head.equals(heads.high) ? 'high' : head.equals(heads.low) ? 'low' : null;
      };
      const untilRecording = async (name: LayerName): Promise<void> => {
        for (;;) {
          const last = segments(format).at(-1);
          if (last && last.endedAt - last.startedAt > ENOUGH_MS && layerOf(last) === name) return;
          await pause(50);
        }
      };

      const worker = await workers.leastLoaded();
      const source = await RtpSource.create();
      const transport = await worker.createIngestTransport();
      await transport.connect({ ip: source.address.ip, port: source.address.port });
      const parameters = ingestParameters({
        codec: mimeType === 'video/VP8' ? 'VP8' : 'H264',
        payloadType: 96,
        ssrc: 1,
      });
      const producer = await transport.produce({
        kind: 'video',
        rtpParameters: { ...parameters, encodings: [{ ssrc: layers.low.ssrc }, { ssrc: layers.high.ssrc }] },
      });
      expect(producer.type).toBe('simulcast');
      camera = new LayeredCamera(source, transport.tuple.localPort, codec, layers);
      camera.start();
      const started = StreamTap.start(
        { key: mimeType, producer, router: worker.router, description: vehicleTrack, bursts: false },
        {
          send: (message) => caller.send(message),
          openStream: (streamId, track, bursts) => {
            caller.send({ type: 'open-stream', streamId, track, bursts });
            return caller.portOf(streamId);
          },
        },
        log,
      );
      stream = started.stream;
      await started.opened;

      await untilRecording('high');
      // As a browser does when the network has no room for it.
      layers.high.isSent = false;
      await untilRecording('low');
      layers.high.isSent = true;
      await untilRecording('high');
      stream.close('recorder-stopped');
      while (segments(format).some(({ state }) => state === 'open')) await pause(50);
      await camera.stop();
      transport.close();

      const rows = segments(format);
      const recorded = rows.map(layerOf);
      expect(recorded).not.toContain(null);
      expect(recorded.filter((name, index) => name !== recorded[index - 1]).slice(-3)).toEqual(['high', 'low', 'high']);
      for (const { state, path, damages } of rows) {
        expect(state).toBe('closed');
        // At each switch the server skips one number; where more are missing a busy machine has dropped packets.
        const isDamaged = damages.some(({ lostPackets }) => lostPackets > 1);
        expect(decodedFrames(join(volume, path), isDamaged)).toBeGreaterThan(0);
      }
      // The server moves the timestamps of one size onto the clock of the other, so that neither looks like a clock that
      // was set, and the smaller one is recorded up to the very picture with which the larger one begins.
      const reasons = lines().flatMap((line) =>
        line.type === 'segment-closed' && rows.some(({ id }) => id === line.segmentId) ? line.reason : [],
      );
      expect(reasons).not.toContain('clock-jumped');
      const up = recorded.lastIndexOf('low');
      const [before, after] = [rows[up], rows[up + 1]];
      const reasonOf = (id: string | undefined) =>
        lines().find((line) => line.type === 'segment-closed' && line.segmentId === id);
      expect(reasonOf(before?.id)).toMatchObject({ reason: 'parameters-changed' });
      expect(Math.abs((after?.startedAt ?? 0) - (before?.endedAt ?? 0))).toBeLessThanOrEqual(200);
    },
  );
});

/** How a file of these pictures begins. */
function headOf(clip: Clip, mimeType: 'video/H264' | 'video/VP8'): Buffer {
  const depacketizer = createDepacketizer(mimeType);
  const payloads = clip[0] ?? [];
  const frames = payloads.flatMap((payload, index) =>
    depacketizer.push(packetOf({ payload, sequenceNumber: index, marker: index === payloads.length - 1 }), 0),
  );
  const configuration = frames[0]?.configuration;
  if (!configuration) throw new Error('the clip does not begin with a key frame');
  const muxer =
    mimeType === 'video/VP8'
      ? new WebmWriter(configuration, TICKS_A_SECOND)
      : FragmentedMp4.forAvc(configuration, TICKS_A_SECOND);
  return muxer.initialisation();
}
