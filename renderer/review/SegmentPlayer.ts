import type { Segment } from '@protocol';
import { firstSecondsOf } from './fragmentBoxes';
import { segmentAfter, segmentFor } from './playbackPlan';

/** A piece of a recorded file from a byte on; empty past its end. */
export type FetchPiece = (segmentId: string, from: number, bytes: number) => Promise<Uint8Array>;

const AHEAD_SECONDS = 20;
const BEHIND_SECONDS = 20;
const PIECE_BYTES = 1024 * 1024;
/** How often a growing file is asked for more. */
const GROWING_POLL_MS = 700;
const IDLE_MS = 200;
const FAILURE_PAUSE_MS = 2000;
/** How long before its start a segment may be read ahead. */
const READ_AHEAD_MS = 20_000;
/** A timeline position this close before a buffered range counts as inside: files begin at a key frame, not on the dot. */
const EDGE_SECONDS = 0.25;

interface Dependencies {
  readonly element: HTMLMediaElement;
  /** The moment that is zero on the element's own timeline. */
  readonly epoch: number;
  readonly fetchPiece: FetchPiece;
}

interface Reading {
  readonly segment: Segment;
  byte: number;
}

/**
 * Feeds one media element with the recorded files of one track, one after the other, through Media Source Extensions:
 * the element's time is wall clock minus `epoch`, so that every player of a page stands on one clock.
 */
export class SegmentPlayer {
  private readonly source = new MediaSource();
  private readonly url: string;
  private segments: readonly Segment[] = [];
  private buffer: SourceBuffer | null = null;
  private mimeType = '';
  private reading: Reading | null = null;
  private wantedAt: number;
  private closed = false;
  private unsupported = false;

  private constructor(private readonly dependencies: Dependencies) {
    this.url = URL.createObjectURL(this.source);
    this.wantedAt = dependencies.epoch;
  }

  static create(dependencies: Dependencies): SegmentPlayer {
    const player = new SegmentPlayer(dependencies);
    dependencies.element.src = player.url;
    player.source.addEventListener('sourceopen', () => void player.run(), { once: true });
    return player;
  }

  /** True where this browser cannot play the codec of the recording. */
  get isUnsupported(): boolean {
    return this.unsupported;
  }

  /** The newest listing; open segments in it grow. */
  setSegments(segments: readonly Segment[]): void {
    this.segments = segments;
  }

  /** Says which moment is played, so that what follows it is fetched and what lies behind is let go. */
  wantAt(at: number): void {
    this.wantedAt = at;
  }

  /** Whether the moment can be shown at once. */
  has(at: number): boolean {
    return this.bufferedEnd(this.secondsOf(at)) !== null;
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    const { element } = this.dependencies;
    element.pause();
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(this.url);
  }

  private secondsOf(at: number): number {
    return (at - this.dependencies.epoch) / 1000;
  }

  /** The end of the buffered range that holds a moment of the element's timeline. */
  private bufferedEnd(seconds: number): number | null {
    const ranges = this.buffer?.buffered;
    for (let index = 0; ranges && index < ranges.length; index += 1) {
      if (ranges.start(index) - EDGE_SECONDS <= seconds && seconds < ranges.end(index)) {
        return ranges.end(index);
      }
    }
    return null;
  }

  private async run(): Promise<void> {
    while (!this.closed && !this.unsupported) {
      let pause: number;
      try {
        pause = await this.step();
      } catch (error) {
        if (this.closed) {
          return;
        }
        console.warn('a recorded piece could not be played', error);
        this.reading = null;
        pause = FAILURE_PAUSE_MS;
      }
      if (pause > 0) {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** One piece fetched and appended; answers how long to wait before the next, in milliseconds. */
  private async step(): Promise<number> {
    const at = this.wantedAt;
    const end = this.bufferedEnd(this.secondsOf(at));
    if (end !== null && end - this.secondsOf(at) > AHEAD_SECONDS) {
      await this.letGo(at);
      return IDLE_MS;
    }
    const wanted = this.segmentWanted(at, end);
    if (!wanted) {
      return IDLE_MS;
    }
    if (this.reading?.segment.id !== wanted.id) {
      return this.begin(wanted);
    }
    return this.readOn(this.reading, wanted, at);
  }

  /** The file that brings the moment, or what follows the part that is there already. */
  private segmentWanted(at: number, end: number | null): Segment | null {
    const current = this.reading && this.segments.find(({ id }) => id === this.reading?.segment.id);
    if (end === null) {
      return segmentFor(this.segments, at, READ_AHEAD_MS);
    }
    if (current && current.startedAt <= this.dependencies.epoch + end * 1000) {
      return current;
    }
    return segmentFor(this.segments, this.dependencies.epoch + end * 1000 - EDGE_SECONDS * 1000, READ_AHEAD_MS);
  }

  private async begin(segment: Segment): Promise<number> {
    this.reading = null;
    const piece = await this.dependencies.fetchPiece(segment.id, 0, PIECE_BYTES);
    const firstSeconds = segment.mimeType.includes('mp4') ? firstSecondsOf(piece) : 0;
    if (this.closed || piece.length === 0 || firstSeconds === null) {
      return GROWING_POLL_MS;
    }
    if (!this.accept(segment.mimeType) || !this.buffer) {
      return 0;
    }
    await this.settled();
    // Drops what is left of a file that was not read to its end, and begins a new one.
    this.buffer.abort();
    this.buffer.timestampOffset = this.secondsOf(segment.startedAt) - firstSeconds;
    this.reading = { segment, byte: piece.length };
    await this.append(piece);
    return 0;
  }

  private async readOn(reading: Reading, listed: Segment, at: number): Promise<number> {
    const isWhole = listed.state !== 'open' && reading.byte >= listed.bytes;
    const piece = isWhole ? null : await this.dependencies.fetchPiece(listed.id, reading.byte, PIECE_BYTES);
    if (this.closed || reading !== this.reading) {
      return 0;
    }
    if (piece && piece.length > 0) {
      reading.byte += piece.length;
      await this.append(piece);
      await this.letGo(at);
      return 0;
    }
    const next = segmentAfter(this.segments, listed, Math.max(at, listed.endedAt) + READ_AHEAD_MS);
    return next ? this.begin(next) : GROWING_POLL_MS;
  }

  private accept(mimeType: string): boolean {
    if (this.buffer && mimeType === this.mimeType) {
      return true;
    }
    if (!MediaSource.isTypeSupported(mimeType)) {
      this.unsupported = true;
      return false;
    }
    if (this.buffer) {
      this.buffer.changeType(mimeType);
    } else {
      this.buffer = this.source.addSourceBuffer(mimeType);
    }
    this.mimeType = mimeType;
    return true;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.settled();
    // Copied, because a SourceBuffer takes memory of its own only.
    this.buffer?.appendBuffer(new Uint8Array(bytes));
    await this.settled();
  }

  /** Lets go of what lies far from the playing moment, so that the browser's share of memory is never full. */
  private async letGo(at: number): Promise<void> {
    const ranges = this.buffer?.buffered;
    if (!this.buffer || !ranges || ranges.length === 0) {
      return;
    }
    const now = this.secondsOf(at);
    const first = ranges.start(0);
    const last = ranges.end(ranges.length - 1);
    if (first < now - BEHIND_SECONDS * 2) {
      this.buffer.remove(first, Math.max(first + 0.1, now - BEHIND_SECONDS));
      await this.settled();
    } else if (last > now + AHEAD_SECONDS * 4) {
      this.buffer.remove(Math.max(0, now + AHEAD_SECONDS * 3), last);
      this.reading = null;
      await this.settled();
    }
  }

  private settled(): Promise<void> {
    const { buffer } = this;
    if (!buffer?.updating) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      buffer.addEventListener('updateend', () => resolve(), { once: true });
      buffer.addEventListener('error', () => reject(new Error('the browser refused the piece')), { once: true });
    });
  }
}
