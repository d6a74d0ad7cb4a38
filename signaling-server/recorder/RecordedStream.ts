import type { EncodedFrame, Depacketizer } from './EncodedFrame';
import { CaptureClock } from './CaptureClock';
import { createDepacketizer } from './createDepacketizer';
import { KeyFrameWish } from './KeyFrameWish';
import { ReorderBuffer } from './ReorderBuffer';
import { RtpPort } from './RtpPort';
import type { CloseReason, StreamCodec, StreamStatistics, ToRecorder, TrackDescription } from './recorderProtocol';
import type { RtpPacket } from './rtpPacket';
import { TrackRecorder, type RecordingVolumes } from './TrackRecorder';

/** Sound that was already on its way when a burst was ended still belongs to it. */
const BURST_TAIL_MS = 300;
/** Sound can be here before the word that its burst began. */
const BURST_HEAD_MS = 300;
/** A segment is tried at every key frame, so a disk that refused nothing for so long is well again. */
const DISK_TROUBLE_MS = 6_000;

export interface RecordedStreamOptions {
  readonly streamId: string;
  readonly track: TrackDescription;
  /** True for a talk group: only what lies within a burst is kept. */
  readonly bursts: boolean;
  readonly volumes: RecordingVolumes;
  readonly onKeyFrameWanted: () => void;
  readonly onFailed: (error: unknown) => void;
}

interface Burst {
  readonly id: string;
  readonly vehicleId: string | null;
  endsAt: number | null;
}

/** One incoming stream: its port, its order, its frames, and where they are written. */
export class RecordedStream {
  private port: RtpPort | null = null;
  private codec: StreamCodec | null = null;
  private capture: CaptureClock | null = null;
  private depacketizer: Depacketizer | null = null;
  private writer: TrackRecorder | null = null;
  private burst: Burst | null = null;
  private early: EncodedFrame[] = [];
  private readonly wish: KeyFrameWish;
  private readonly order: ReorderBuffer;
  private readonly closings = new Set<Promise<void>>();
  private packets = 0;
  private lastPacketAt: number | null = null;
  private closing: Promise<void> | null = null;

  private constructor(private readonly options: RecordedStreamOptions) {
    this.wish = new KeyFrameWish(options.onKeyFrameWanted);
    this.order = new ReorderBuffer(({ packet, lostBefore }) => {
      for (const frame of this.depacketizer?.push(packet, lostBefore) ?? []) this.take(frame);
    });
  }

  static async create(options: RecordedStreamOptions): Promise<RecordedStream> {
    const stream = new RecordedStream(options);
    stream.port = await RtpPort.create({
      onPacket: (packet) => stream.guard(() => stream.receive(packet)),
      onSenderReport: (report) => stream.capture?.observe({ ...report, source: 'sender-report' }),
      onFailed: options.onFailed,
    });
    return stream;
  }

  get portNumber(): number {
    return this.port?.number ?? 0;
  }

  /** Packets are taken from here on. */
  start({ source, codec }: Extract<ToRecorder, { type: 'start-stream' }>): void {
    if (this.codec) return;
    this.codec = codec;
    this.capture = new CaptureClock(codec.clockRate);
    this.depacketizer = createDepacketizer(codec.mimeType);
    if (!this.options.bursts) this.writer = this.writerFor(codec, this.options.track, null);
    const { ssrc, payloadType, captureExtension } = codec;
    this.port?.expect({ source, ssrc, payloadType, captureExtension: captureExtension ?? null });
  }

  beginBurst(burstId: string, vehicleId: string | null): void {
    this.endBurstNow();
    this.burst = { id: burstId, vehicleId, endsAt: null };
    const since = Date.now() - BURST_HEAD_MS;
    const early = this.early.filter(({ arrivedAt }) => arrivedAt >= since);
    this.early = [];
    for (const frame of early) this.take(frame);
  }

  endBurst(burstId: string): void {
    if (this.burst?.id === burstId) this.burst.endsAt ??= Date.now() + BURST_TAIL_MS;
  }

  /** Called several times a second with our wall clock in milliseconds. */
  tick(now: number): void {
    this.guard(() => {
      this.order.expire(now);
      this.writer?.tick(now);
      if (this.burst?.endsAt != null && now >= this.burst.endsAt) this.endBurstNow();
      if (this.codec?.mimeType.startsWith('video/')) {
        this.wish.tick(now, this.writer?.writing ? this.writer.lastKeyAt : null);
      }
    });
  }

  statistics(): StreamStatistics {
    return {
      streamId: this.options.streamId,
      packets: this.packets,
      lostPackets: this.order.lostPackets,
      writing: this.writer?.writing ?? false,
      diskFails: Date.now() - (this.writer?.diskFailedAt ?? -Infinity) < DISK_TROUBLE_MS,
      lastPacketAt: this.lastPacketAt,
    };
  }

  /** Settles once everything that came is on disk and closed. */
  close(reason: CloseReason): Promise<void> {
    this.closing ??= this.finish(reason);
    return this.closing;
  }

  private async finish(reason: CloseReason): Promise<void> {
    this.port?.close();
    this.guard(() => this.order.drain());
    this.endBurstNow();
    const last = this.writer?.close(reason);
    this.writer = null;
    await Promise.all([last, ...this.closings]);
  }

  private receive(packet: RtpPacket): void {
    this.packets += 1;
    this.lastPacketAt = packet.arrivedAt;
    const { timestamp, captureTime } = packet;
    if (captureTime !== null) this.capture?.observe({ timestamp, at: captureTime, source: 'abs-capture-time' });
    this.order.push(packet);
  }

  private take(frame: EncodedFrame): void {
    if (frame.lostPackets > 0) this.wish.urge();
    if (!this.options.bursts) {
      this.writer?.push(frame);
    } else if (this.burst) {
      this.writer ??= this.writerForBurst(this.burst);
      this.writer?.push(frame);
    } else {
      this.early.push(frame);
      while (this.early[0] && this.early[0].arrivedAt < frame.arrivedAt - BURST_HEAD_MS) this.early.shift();
    }
  }

  private writerForBurst(burst: Burst): TrackRecorder | null {
    if (!this.codec) return null;
    return this.writerFor(this.codec, { ...this.options.track, vehicleId: burst.vehicleId }, burst.id);
  }

  private writerFor(codec: StreamCodec, track: TrackDescription, burstId: string | null): TrackRecorder {
    const { volumes, onFailed } = this.options;
    return new TrackRecorder({ volumes, track, burstId, codec, capture: this.capture, onFailed });
  }

  private endBurstNow(): void {
    if (!this.options.bursts) return;
    this.burst = null;
    const closing = this.writer?.close('burst-ended');
    this.writer = null;
    if (!closing) return;
    this.closings.add(closing);
    void closing.finally(() => this.closings.delete(closing));
  }

  /** Whatever one stream's packets do, no other stream is to feel it. */
  private guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.options.onFailed(error);
    }
  }
}
