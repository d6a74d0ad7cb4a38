import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { importDeviceSegment, type DeviceSegmentImport } from './importDeviceSegment';
import { Journals } from './Journals';
import { reduceSegment, type SegmentReduction } from './reduceSegment';
import { RecordedStream } from './RecordedStream';
import type { CloseReason, FromRecorder, ToRecorder } from './recorderProtocol';
import type { Volumes } from './Volumes';

const TICK_MS = 50;
const STATISTICS_EVERY_MS = 1_000;

export interface RecorderOptions {
  readonly volumes: Volumes;
  readonly log: Logger;
  /** Sends to the server, if it is there. */
  readonly tell: (message: FromRecorder) => void;
}

/** All streams that are being recorded. Does what the server says, and keeps each stream's trouble to itself. */
export class Recorder {
  private readonly streams = new Map<string, RecordedStream>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly closings = new Set<Promise<void>>();
  private reducing: Promise<void> = Promise.resolve();

  private constructor(private readonly options: RecorderOptions) {}

  static create(options: RecorderOptions): Recorder {
    const recorder = new Recorder(options);
    recorder.timers.push(
      setInterval(() => recorder.tick(), TICK_MS),
      setInterval(() => void recorder.tellStatistics(), STATISTICS_EVERY_MS),
    );
    return recorder;
  }

  async take(message: ToRecorder): Promise<void> {
    switch (message.type) {
      case 'open-stream':
        return this.open(message);
      case 'start-stream':
        return this.streams.get(message.streamId)?.start(message);
      case 'burst-began':
        return this.streams.get(message.streamId)?.beginBurst(message.burstId, message.vehicleId);
      case 'burst-ended':
        return this.streams.get(message.streamId)?.endBurst(message.burstId);
      case 'delete-segments':
        return this.deleteSegments(message.segments);
      case 'release-segments':
        return this.releaseSegments(message.segments);
      case 'close-stream':
        return this.closeStream(message.streamId, message.reason);
      case 'import-device-segment':
        return this.importDeviceSegment(message);
      case 'reduce-segment':
        return this.reduceSegment(message);
    }
  }

  /** Ends every segment in good order; settles once all is on disk. The recorder can go on with new streams. */
  async closeStreams(reason: CloseReason): Promise<void> {
    for (const streamId of [...this.streams.keys()]) this.closeStream(streamId, reason);
    await Promise.all(this.closings);
  }

  async close(): Promise<void> {
    this.timers.splice(0).forEach((timer) => clearInterval(timer));
    await this.closeStreams('recorder-stopped');
    await this.options.volumes.close();
  }

  private async deleteSegments(segments: Extract<ToRecorder, { type: 'delete-segments' }>['segments']): Promise<void> {
    const { volumes, log } = this.options;
    const at = Date.now();
    for (const { id: segmentId, path, why } of segments) {
      const { directory, journals } = (await volumes.holding(path)) ?? volumes.choose();
      const file = join(directory, path);
      if (!file.startsWith(join(directory, '/'))) {
        log.error({ segmentId, path }, 'what is to be deleted is not on a volume');
        continue;
      }
      try {
        await journals.append(Journals.pathFor(at), { type: 'segment-deleted', segmentId, at, why });
        await rm(file, { force: true });
      } catch (error) {
        log.error({ err: error, segmentId, path }, 'a segment could not be deleted');
      }
    }
  }

  /** What is not on a volume any more was let go before. */
  private async releaseSegments(
    segments: Extract<ToRecorder, { type: 'release-segments' }>['segments'],
  ): Promise<void> {
    const { volumes, log } = this.options;
    const at = Date.now();
    for (const { id: segmentId, path, bytes, sha256 } of segments) {
      try {
        const volume = await volumes.holding(path);
        const line = { type: 'segment-archived' as const, segmentId, at, bytes, sha256 };
        await (volume ?? volumes.choose()).journals.append(Journals.pathFor(at), line);
        if (volume) await rm(join(volume.directory, path));
      } catch (error) {
        log.error({ err: error, segmentId, path }, 'a segment could not be let go');
      }
    }
  }

  private async open({ streamId, track, bursts }: Extract<ToRecorder, { type: 'open-stream' }>): Promise<void> {
    const { volumes, log, tell } = this.options;
    if (this.streams.has(streamId)) return tell({ type: 'stream-refused', streamId, message: 'already open' });
    try {
      const stream = await RecordedStream.create({
        streamId,
        track,
        bursts,
        volumes,
        onKeyFrameWanted: () => tell({ type: 'key-frame-wanted', streamId }),
        onFailed: (error) => log.error({ err: error, streamId, track }, 'a stream cannot be recorded as it should'),
      });
      this.streams.set(streamId, stream);
      tell({ type: 'stream-opened', streamId, port: stream.portNumber });
    } catch (error) {
      log.error({ err: error, streamId }, 'no port for a stream');
      tell({ type: 'stream-refused', streamId, message: String(error) });
    }
  }

  private importDeviceSegment(order: DeviceSegmentImport): Promise<void> {
    const { directory, journals } = this.options.volumes.choose();
    return importDeviceSegment(directory, journals, order);
  }

  /** One at a time: what is recorded now goes first. */
  private reduceSegment(order: SegmentReduction): Promise<void> {
    const { volumes } = this.options;
    const reduced = this.reducing.then(async () => {
      const { directory, journals } = (await volumes.holding(order.original.path)) ?? volumes.choose();
      await reduceSegment(directory, journals, order);
    });
    this.reducing = reduced.catch(() => undefined);
    return reduced;
  }

  private closeStream(streamId: string, reason: CloseReason): void {
    const stream = this.streams.get(streamId);
    if (!stream) return;
    this.streams.delete(streamId);
    const closing = stream
      .close(reason)
      .catch((error: unknown) => this.options.log.error({ err: error, streamId }, 'a stream could not be closed'));
    this.closings.add(closing);
    void closing.finally(() => this.closings.delete(closing));
  }

  private tick(): void {
    const now = Date.now();
    for (const stream of this.streams.values()) stream.tick(now);
  }

  private async tellStatistics(): Promise<void> {
    const { volumes, tell } = this.options;
    void volumes.settle();
    await volumes.measure();
    const streams = [...this.streams.values()].map((stream) => stream.statistics());
    tell({ type: 'statistics', volumes: volumes.states(), streams });
  }
}
