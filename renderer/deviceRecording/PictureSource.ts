import type { TapeCoding } from './EncodedPiece';
import { GROUP_MS } from './PieceGrouper';
import { SteadyClock } from './SteadyClock';
import { readEach, type TrackSource, type TrackSourceEvents } from './TrackSource';

/** While the line is well: enough to see what happened before it was lost, at a sixth of the work. */
const RESTING_FRAME_MS = 400;
const WHOLE_FRAME_MS = 66;
/** Frames come a little early or late. */
const EARLY_MS = 12;
/** Of a picture of 1280x720; others in proportion to their size. */
export const PICTURE_BITS = 1_200_000;
const PICTURE_PIXELS = 1280 * 720;
/** An encoder that is this far behind is given no more. */
const MOST_WAITING = 4;
const DEFAULT_FRAME_MS = 66;

/** In this order: the first one that this browser has. */
const codecs = [
  { codec: 'video/H264', name: 'avc1.42e01f', more: { avc: { format: 'avc' } } },
  { codec: 'video/H264', name: 'avc1.42e028', more: { avc: { format: 'avc' } } },
  { codec: 'video/VP8', name: 'vp8', more: {} },
] as const;

/** Codes a camera's pictures: a few a second while the line is well, and all that are worth it while it is not. */
export class PictureSource implements TrackSource {
  private encoder: VideoEncoder | null = null;
  private size = '';
  private coding: TapeCoding | null = null;
  private readonly clock = new SteadyClock();
  private whole = false;
  private keyWanted = true;
  private lastFrameAt = -Infinity;
  private lastKeyAt = -Infinity;
  private busy = false;
  private closed = false;
  private readonly stop: () => void;

  constructor(
    readable: ReadableStream<VideoFrame>,
    private readonly events: TrackSourceEvents,
  ) {
    this.stop = readEach(readable, (frame) => this.take(frame), events.onFailed);
  }

  setWhole(isWhole: boolean): void {
    if (this.whole !== isWhole) this.keyWanted = true;
    this.whole = isWhole;
  }

  wantKeyFrame(): void {
    this.keyWanted = true;
  }

  close(): void {
    this.closed = true;
    this.stop();
    this.drop();
  }

  private take(frame: VideoFrame): void {
    const at = frame.timestamp / 1000;
    this.clock.observe(at);
    const least = (this.whole ? WHOLE_FRAME_MS : RESTING_FRAME_MS) - EARLY_MS;
    const isDue = Math.abs(at - this.lastFrameAt) >= least;
    if (this.closed || this.busy || !isDue || (this.encoder?.encodeQueueSize ?? 0) >= MOST_WAITING) {
      frame.close();
      return;
    }
    const { displayWidth, displayHeight } = frame;
    if (this.encoder && this.size === sizeOf(displayWidth, displayHeight)) return this.encode(this.encoder, frame, at);
    frame.close();
    void this.begin(displayWidth, displayHeight);
  }

  private encode(encoder: VideoEncoder, frame: VideoFrame, at: number): void {
    const keyFrame = this.keyWanted || Math.abs(at - this.lastKeyAt) >= GROUP_MS;
    if (keyFrame) this.lastKeyAt = at;
    this.keyWanted = false;
    this.lastFrameAt = at;
    try {
      encoder.encode(frame, { keyFrame });
    } catch (error) {
      this.events.onFailed(error);
      this.drop();
    }
    frame.close();
  }

  /** Pictures of H.264 and VP8 have an even width and height. */
  private async begin(displayWidth: number, displayHeight: number): Promise<void> {
    this.drop();
    this.busy = true;
    this.size = sizeOf(displayWidth, displayHeight);
    const [width, height] = [displayWidth & ~1, displayHeight & ~1];
    const bitrate = Math.round((PICTURE_BITS * width * height) / PICTURE_PIXELS);
    try {
      for (const { codec, name, more } of codecs) {
        const config: VideoEncoderConfig = { codec: name, width, height, bitrate, latencyMode: 'realtime', ...more };
        if ((await VideoEncoder.isConfigSupported(config)).supported !== true) continue;
        if (!this.closed) this.configure(config, codec);
        return;
      }
      throw new Error('this browser can code neither H.264 nor VP8');
    } catch (error) {
      this.events.onFailed(error);
    } finally {
      this.busy = false;
    }
  }

  private configure(config: VideoEncoderConfig, codec: TapeCoding['codec']): void {
    const size = new Uint8Array([config.width >> 8, config.width & 0xff, config.height >> 8, config.height & 0xff]);
    this.coding = codec === 'video/VP8' ? { codec, channels: 1, configuration: base64Of(size) } : null;
    const encoder = new VideoEncoder({
      output: (chunk, metadata) => {
        const description = metadata?.decoderConfig?.description;
        if (description && codec === 'video/H264') {
          this.coding = { codec, channels: 1, configuration: base64Of(bytesOf(description)) };
        }
        this.output(chunk);
      },
      error: (error) => {
        this.events.onFailed(error);
        if (this.encoder === encoder) this.drop();
      },
    });
    encoder.configure(config);
    this.encoder = encoder;
    this.keyWanted = true;
  }

  private output(chunk: EncodedVideoChunk): void {
    if (!this.coding || this.closed) return;
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const at = this.clock.momentOf(chunk.timestamp / 1000);
    const durationMs = this.whole ? DEFAULT_FRAME_MS : RESTING_FRAME_MS;
    this.events.onPiece({ at, durationMs, key: chunk.type === 'key', data }, this.coding);
  }

  private drop(): void {
    if (this.encoder && this.encoder.state !== 'closed') this.encoder.close();
    this.encoder = null;
    this.size = '';
  }
}

function sizeOf(width: number, height: number): string {
  return `${width} ${height}`;
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
