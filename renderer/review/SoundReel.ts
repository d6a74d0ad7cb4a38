import { FASTEST_WHOLE_RATE } from './CameraReel';
import type { RecordedMedia } from './recordedMedia';
import type { ExactClock } from './reviewClock';
import { SampleReader } from './SampleReader';
import type { SegmentFinder } from './SegmentShelf';
import { SoundDecoder, type SoundPiece } from './SoundDecoder';

/** Sound is decoded and handed to the sound device this far ahead, at the speed of life. */
const AHEAD_MS = 1_500;
const READ_AHEAD_MS = 3_000;
/** Where nothing was recorded, it is looked again after this. */
const EMPTY_PATIENCE_MS = 300;
const DECODING = 40;
/** What is gathered is handed out this long before its moment, whole or not. */
const URGENT_MS = 400;
/** The sound device's clock is followed until it is off by this; then what is scheduled is scheduled anew. */
const DRIFT_MS = 30;

export interface SoundReelDependencies {
  readonly finder: SegmentFinder;
  readonly media: RecordedMedia;
  readonly context: AudioContext;
  readonly output: AudioNode;
}

/** Where the sound device's clock and the page's meet. */
interface Anchor {
  readonly contextTime: number;
  readonly at: number;
  readonly rate: number;
  readonly jumps: number;
}

/** One track of recorded sound, heard at the clock's moment while the clock runs at a speed at which sound makes sense. */
export class SoundReel {
  private readonly decoder = new SoundDecoder((piece) => this.keep(piece));
  private readonly pieces = new Map<SoundPiece, AudioBufferSourceNode | null>();
  private reader: SampleReader | null = null;
  private begunAt = 0;
  private jumps = 0;
  private fedUntil = 0;
  private anchor: Anchor | null = null;

  constructor(private readonly dependencies: SoundReelDependencies) {}

  /** Called at every refresh of the screen. */
  tick(clock: ExactClock): void {
    const { at, rate, playing, held } = clock;
    const isHeard = playing && !held && rate <= FASTEST_WHOLE_RATE;
    if (rate > FASTEST_WHOLE_RATE) {
      this.silence();
      return;
    }
    this.read(clock);
    if (!isHeard || this.dependencies.context.state !== 'running') {
      this.silence();
      return;
    }
    this.follow(clock);
    this.schedule(at);
  }

  close(): void {
    this.forget();
    this.decoder.close();
  }

  private read({ at, rate, jumps }: ExactClock): void {
    const { reader } = this;
    const patience = reader?.hasBegun ? READ_AHEAD_MS : EMPTY_PATIENCE_MS;
    const isElsewhere = reader !== null && at > Math.max(reader.readUntil, this.begunAt) + patience;
    if ((reader === null || isElsewhere || jumps !== this.jumps) && !reader?.waitsForFirst) {
      this.forget();
      const { finder, media } = this.dependencies;
      this.reader = new SampleReader({ finder, media, frames: 'every', begin: at, onSamples: () => undefined });
      this.begunAt = at;
      this.jumps = jumps;
      this.fedUntil = 0;
    }
    this.reader?.want(at + READ_AHEAD_MS * rate);
    this.decode(at, rate);
  }

  private decode(at: number, rate: number): void {
    for (let sample = this.reader?.peek() ?? null; sample !== null; sample = this.reader?.peek() ?? null) {
      if (sample.at > at + AHEAD_MS * rate || this.decoder.queueSize > DECODING) {
        break;
      }
      this.reader?.take();
      this.fedUntil = sample.at;
      // Sound that is over is not decoded; a little before the moment is, since a decoder begins with a breath of silence.
      if (sample.at + sample.durationMs > at - URGENT_MS) {
        this.decoder.decode(sample);
      }
    }
    if (this.decoder.queueSize === 0 && this.fedUntil < at + URGENT_MS * rate) {
      this.decoder.flush();
    }
  }

  private keep(piece: SoundPiece): void {
    this.pieces.set(piece, null);
  }

  /** Keeps the two clocks together, by what is heard at this moment and not by what is being computed. */
  private follow({ time, at, rate, jumps }: ExactClock): void {
    const { context } = this.dependencies;
    const heard = context.getOutputTimestamp();
    const contextTime =
      heard.contextTime === undefined || heard.performanceTime === undefined || heard.performanceTime === 0
        ? context.currentTime
        : heard.contextTime + (time - heard.performanceTime) / 1000;
    const { anchor } = this;
    const off =
      anchor?.rate === rate && anchor.jumps === jumps
        ? Math.abs(anchor.at + (contextTime - anchor.contextTime) * 1000 * rate - at) / rate
        : Number.POSITIVE_INFINITY;
    if (off > DRIFT_MS) {
      this.silence();
      this.anchor = { contextTime, at, rate, jumps };
    }
  }

  private schedule(at: number): void {
    const { context, output } = this.dependencies;
    const { anchor } = this;
    if (!anchor) {
      return;
    }
    for (const [piece, source] of this.pieces) {
      if (piece.at + piece.durationMs < at) {
        this.pieces.delete(piece);
        continue;
      }
      if (source !== null) {
        continue;
      }
      const made = new AudioBufferSourceNode(context, { buffer: piece.buffer, playbackRate: anchor.rate });
      made.connect(output);
      const when = anchor.contextTime + (piece.at - anchor.at) / 1000 / anchor.rate;
      const late = Math.max(0, context.currentTime - when);
      made.start(Math.max(when, context.currentTime), late * anchor.rate);
      this.pieces.set(piece, made);
    }
  }

  /** Nothing is heard any more, and what was to be heard can be scheduled again. */
  private silence(): void {
    this.anchor = null;
    for (const [piece, source] of this.pieces) {
      source?.stop();
      source?.disconnect();
      this.pieces.set(piece, null);
    }
  }

  private forget(): void {
    this.silence();
    this.pieces.clear();
    this.reader?.close();
    this.reader = null;
    this.decoder.close();
  }
}
