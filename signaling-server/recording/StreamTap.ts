import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { ABSOLUTE_CAPTURE_TIME_URI } from '../media/mediaCodecs';
import { createPlainTap, type PlainTap, type PlainTapOptions } from '../media/PlainTap';
import { streamCodec, type CloseReason, type TrackDescription } from '../recorder/recorderProtocol';
import type { RecorderLink } from './RecorderLink';

const LOOPBACK = '127.0.0.1';

/** One track to be recorded: what it shows, and where it stands in the media workers. */
export interface TapTarget {
  readonly key: string;
  readonly producer: PlainTapOptions['producer'];
  readonly router: PlainTapOptions['router'];
  readonly description: TrackDescription;
  /** True for a talk group: a segment for each burst. */
  readonly bursts: boolean;
}

/** One track on its way to the recorder: a port there, a plain consumer here. */
export class StreamTap {
  readonly streamId = randomUUID();
  private tap: PlainTap | null = null;
  private closed = false;

  private constructor(
    readonly target: TapTarget,
    private readonly link: Pick<RecorderLink, 'send' | 'openStream'>,
    private readonly log: Logger,
  ) {}

  /** Answers at once; `opened` fails where the stream cannot be made, which has then left nothing behind. */
  static start(target: TapTarget, link: StreamTap['link'], log: Logger): { stream: StreamTap; opened: Promise<void> } {
    const stream = new StreamTap(target, link, log);
    return { stream, opened: stream.open() };
  }

  beginBurst(burstId: string, vehicleId: string | null): void {
    this.link.send({ type: 'burst-began', streamId: this.streamId, burstId, vehicleId });
  }

  endBurst(burstId: string): void {
    this.link.send({ type: 'burst-ended', streamId: this.streamId, burstId });
  }

  requestKeyFrame(): void {
    this.tap
      ?.requestKeyFrame()
      .catch((error: unknown) =>
        this.log.debug({ err: error, track: this.target.key }, 'no key frame could be asked for'),
      );
  }

  close(reason: CloseReason): void {
    if (this.closed) return;
    this.closed = true;
    this.tap?.close();
    this.link.send({ type: 'close-stream', streamId: this.streamId, reason });
  }

  private async open(): Promise<void> {
    const { producer, router, description, bursts } = this.target;
    try {
      const port = await this.link.openStream(this.streamId, description, bursts);
      const tap = await createPlainTap({ producer, router, destination: { ip: LOOPBACK, port } });
      if (this.closed) return tap.close();
      this.tap = tap;
      const codec = streamCodec.parse({
        mimeType: tap.codec,
        payloadType: tap.payloadType,
        ssrc: tap.ssrc,
        clockRate: tap.clockRate,
        channels: tap.rtpParameters.codecs[0]?.channels ?? 1,
        captureExtension: tap.rtpParameters.headerExtensions?.find(({ uri }) => uri === ABSOLUTE_CAPTURE_TIME_URI)?.id,
      });
      this.link.send({ type: 'start-stream', streamId: this.streamId, source: tap.source, codec });
      await tap.resume();
      if (tap.kind === 'video') await tap.requestKeyFrame();
    } catch (error) {
      this.close('unknown');
      throw error;
    }
  }
}
