import type { Segment } from '@protocol';
import { segmentAfter, segmentFor } from './playbackPlan';
import { SegmentFile, type FetchPiece } from './SegmentFile';

const AHEAD_SECONDS = 20;
const BEHIND_SECONDS = 20;
const PIECE_BYTES = 512 * 1024;
/** How often a growing file is asked for more. */
const GROWING_POLL_MS = 1000;
const IDLE_MS = 250;
const FAILURE_PAUSE_MS = 2000;
/** How far before a segment its reading may begin, so that a seam is not seen. */
const SEAM_AHEAD_MS = 15_000;
/** A key frame is looked for this much earlier where the usual margin found none. */
const WIDE_MARGIN_MS = 12_000;

interface Dependencies {
  readonly element: HTMLMediaElement;
  /** The moment that is zero on the element's own timeline. */
  readonly epoch: number;
  readonly fetchPiece: FetchPiece;
}

interface Reading {
  readonly file: SegmentFile;
  byte: number;
  /** The moment this reading was begun for. */
  readonly from: number;
  readonly wide: boolean;
}

/**
 * Feeds one media element with the recorded files of one track, through Media Source Extensions: the element's time is
 * wall clock minus `epoch`, so that every player of a page stands on one clock.
 */
export class SegmentPlayer {
  private readonly source = new MediaSource();
  private readonly url: string;
  private readonly files = new Map<string, SegmentFile>();
  private segments: readonly Segment[] = [];
  private buffer: SourceBuffer | null = null;
  private mimeType = '';
  private initOf = '';
  private reading: Reading | null = null;
  private wantedAt: number;
  private closed = false;
  private failure: 'unsupported' | null = null;

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

  /** `unsupported` where this browser cannot play the codec of the recording. */
  get problem(): 'unsupported' | null {
    return this.failure;
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
      if (ranges.start(index) - 0.15 <= seconds && seconds < ranges.end(index)) {
        return ranges.end(index);
      }
    }
    return null;
  }

  private async run(): Promise<void> {
    while (!this.isOver()) {
      try {
        const pause = await this.step();
        if (pause > 0) {
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      } catch (error) {
        if (this.isOver()) {
          return;
        }
        console.warn('a recorded piece could not be played', error);
        this.reading = null;
        await new Promise((resolve) => setTimeout(resolve, FAILURE_PAUSE_MS));
      }
    }
  }

  private isOver(): boolean {
    return this.closed || this.failure !== null;
  }

  /** One piece fetched and appended; answers how long to wait before the next. */
  private async step(): Promise<number> {
    const at = this.wantedAt;
    const end = this.bufferedEnd(this.secondsOf(at));
    if (end !== null && end - this.secondsOf(at) > AHEAD_SECONDS) {
      await this.letGo(at);
      return IDLE_MS;
    }
    if (!(await this.aim(at, end))) {
      return IDLE_MS;
    }
    const { reading } = this;
    if (!reading) {
      return IDLE_MS;
    }
    const { segment } = reading.file;
    const piece = await this.dependencies.fetchPiece(segment.id, reading.byte, PIECE_BYTES);
    if (this.closed || reading !== this.reading) {
      return 0;
    }
    if (!piece || piece.bytes.length === 0) {
      return this.finishFile(reading, at);
    }
    reading.byte += piece.bytes.length;
    await this.append(piece.bytes);
    await this.letGo(at);
    return 0;
  }

  /** Makes `reading` the one that will bring the moment; false where nothing was recorded there. */
  private async aim(at: number, end: number | null): Promise<boolean> {
    const { reading } = this;
    if (reading && end === null) {
      // Read on while the wanted moment may still come out of this reading; begin anew after a jump.
      const newest = this.newestBuffered(this.secondsOf(reading.from) - 30);
      const jumpedBack = at < reading.from - 100;
      const jumpedAhead =
        at > reading.file.segment.endedAt + GROWING_POLL_MS || (newest !== null && this.secondsOf(at) > newest + 10);
      const keyFrameLater = newest !== null && !jumpedBack && !jumpedAhead && newest > this.secondsOf(at) + 0.5;
      if (keyFrameLater && reading.wide) {
        return true;
      }
      if (!jumpedBack && !jumpedAhead && !keyFrameLater) {
        return true;
      }
      return this.begin(segmentFor(this.segments, at, SEAM_AHEAD_MS), at, keyFrameLater);
    }
    if (reading) {
      return true;
    }
    const from = end === null ? at : this.dependencies.epoch + end * 1000;
    return this.begin(segmentFor(this.segments, from, SEAM_AHEAD_MS), from, false);
  }

  private newestBuffered(from: number): number | null {
    const ranges = this.buffer?.buffered;
    if (!ranges || ranges.length === 0) {
      return null;
    }
    const end = ranges.end(ranges.length - 1);
    return end < from ? null : end;
  }

  private async begin(segment: Segment | null, at: number, wide: boolean): Promise<boolean> {
    this.reading = null;
    if (!segment) {
      return false;
    }
    const file = this.files.get(segment.id) ?? (await SegmentFile.create(segment, this.dependencies.fetchPiece));
    if (!file || this.closed || !this.accept(segment.mimeType)) {
      return false;
    }
    // An open file's length is a guess that ages; its head stays, its place is sought with the newest listing.
    if (segment.state !== 'open') {
      this.files.set(segment.id, file);
    }
    const byte = wide ? await file.locate(at, WIDE_MARGIN_MS) : await file.locate(at);
    await this.settled();
    if (this.closed || !this.buffer) {
      return false;
    }
    this.buffer.abort();
    this.buffer.timestampOffset = this.secondsOf(segment.startedAt) - file.firstSeconds;
    if (file.init && this.initOf !== segment.id) {
      await this.append(file.init);
      this.initOf = segment.id;
    }
    this.reading = { file, byte, from: at, wide };
    return true;
  }

  /** At the end of a file: the next one, or this one again once it has grown. */
  private async finishFile(reading: Reading, at: number): Promise<number> {
    const listed = this.segments.find(({ id }) => id === reading.file.segment.id) ?? reading.file.segment;
    const next = segmentAfter(this.segments, listed, Math.max(at, listed.endedAt) + SEAM_AHEAD_MS);
    if (next) {
      return (await this.begin(next, next.startedAt, false)) ? 0 : GROWING_POLL_MS;
    }
    if (listed.state !== 'open' && at > listed.endedAt) {
      this.reading = null;
    }
    return GROWING_POLL_MS;
  }

  private accept(mimeType: string): boolean {
    if (this.buffer && mimeType === this.mimeType) {
      return true;
    }
    if (!MediaSource.isTypeSupported(mimeType)) {
      this.failure = 'unsupported';
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
    // Copied, because a piece may be a view of a larger buffer and a SourceBuffer takes plain memory only.
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
    }
    if (last > now + AHEAD_SECONDS * 4) {
      this.buffer.remove(now + AHEAD_SECONDS * 3, last);
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
