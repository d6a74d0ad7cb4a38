import { PictureDecoder } from './PictureDecoder';
import type { Span } from './playbackPlan';
import type { RecordedMedia } from './recordedMedia';
import { SampleReader } from './SampleReader';
import type { SegmentFinder } from './SegmentShelf';

/** Above this many times the speed of life only key frames are shown, and nothing is heard. */
export const FASTEST_WHOLE_RATE = 4;
/** Frames that may be with the decoder at once: most of what lies between a key frame and the moment that is sought. */
const DECODING = 32;
/** Decoded frames kept for the next moments. A hardware decoder has only a few of them to give. */
const FRAMES_AHEAD = 6;
/** Decoded frames kept behind the moment while the clock stands, for going back frame by frame. */
const FRAMES_BEHIND = 6;
/** Coded samples are fetched this far ahead, at the speed of life. */
const READ_AHEAD_MS = 2_500;
/** The same while the clock stands: enough for the next frames. */
const STANDING_AHEAD_MS = 400;
/** While the clock stands, its picture is there so long before the next ones are got ready: other cameras come first. */
const STANDING_PAUSE_MS = 250;
/** A decoder that has not given the picture by then may hold it back until it has the next ones. */
const HELD_BACK_MS = 400;
/** A moment this far behind what is read already is waited for rather than begun anew. */
const SOON_MS = 1_000;
/** Further behind the moment than this, frames are left out up to the next key frame. */
const LATE_MS = 400;
/** The times of a file's frames are rounded. */
const ROUNDING_MS = 3;
/** Files that follow each other meet within this; until the next one begins, the last picture of the one before stands. */
const SEAM_MS = 600;

type Frames = 'every' | 'keys';

/** A decoded picture and the stretch of time in which it is the right one. */
interface Shot {
  readonly at: number;
  readonly until: number;
  readonly picture: VideoFrame;
}

interface Run {
  readonly reader: SampleReader;
  readonly frames: Frames;
  readonly begin: number;
  /** The newest frame given to the decoder; null before the first. */
  fedUntil: number | null;
  /** Pictures that were over before this moment have been let go. */
  droppedUntil: number;
}

export interface CameraReelDependencies {
  readonly finder: SegmentFinder;
  readonly media: RecordedMedia;
}

/** How the clock stands: where, how fast, and whether it runs. */
export interface ClockState {
  readonly at: number;
  readonly rate: number;
  readonly playing: boolean;
}

/** One camera's recording as pictures by moment: asked at every refresh of the screen for the picture of the clock's moment. */
export class CameraReel {
  private readonly shots: Shot[] = [];
  private readonly decoder: PictureDecoder;
  private run: Run | null = null;
  private clock: ClockState = { at: 0, rate: 1, playing: false };
  /** Since when the clock has stood at a moment whose picture is there, or is not; null while it runs. */
  private standing: { readonly since: number; readonly isShown: boolean } | null = null;
  private closed = false;

  constructor(private readonly dependencies: CameraReelDependencies) {
    this.decoder = new PictureDecoder({
      onPicture: (picture) => this.keep(picture),
      onLost: () => this.run?.reader.skipToKey(),
    });
  }

  /** True where this browser cannot decode the recording. */
  get isUnsupported(): boolean {
    return this.decoder.isUnsupported;
  }

  /** The picture of the clock's moment; null while it is not there. It stays the reel's own, and lasts until the next call. */
  pictureAt(clock: ClockState): VideoFrame | null {
    const hasStood = !clock.playing && clock.at === this.clock.at;
    this.clock = clock;
    const { at, rate, playing } = clock;
    const frames = playing && rate > FASTEST_WHOLE_RATE ? 'keys' : 'every';
    const shot = this.shotAt(at);
    const isShown = shot !== null;
    if (!hasStood || this.standing?.isShown !== isShown) {
      this.standing = playing ? null : { since: performance.now(), isShown };
    }
    const isOther = this.run !== null && this.run.frames !== frames;
    if (isOther || (shot === null && !this.comes(at) && this.holeAt(at) === null)) {
      this.begin(at, frames);
    }
    this.run?.reader.want(at + this.readAheadMs(clock));
    this.letGo();
    this.feed();
    // Looked for again: another run has let go of the one that was there.
    return this.shotAt(at)?.picture ?? null;
  }

  /** The hole in the file in which a moment lies, where pictures failed to come; null where one is there or on its way. */
  holeAt(at: number): Span | null {
    const index = this.shots.findLastIndex((shot) => shot.at <= at + ROUNDING_MS);
    const from = this.shots[index]?.until ?? this.run?.begin ?? at;
    const to = this.shots[index + 1]?.at ?? this.nextRead(at);
    const isBefore = index < 0 && (this.run?.reader.beginsAt ?? at) <= at;
    return to === null || isBefore || at < from || to <= at + ROUNDING_MS || this.shotAt(at) ? null : { from, to };
  }

  /** The moment of the picture after or before the one of a moment; null where none is at hand. */
  neighbour(at: number, direction: 'next' | 'previous'): number | null {
    const index = this.shots.findLastIndex((shot) => shot.at <= at + ROUNDING_MS);
    const shot = this.shots[index];
    if (direction === 'next') {
      return this.shots[index + 1]?.at ?? shot?.until ?? null;
    }
    return this.shots[index - 1]?.at ?? (shot ? 2 * shot.at - shot.until : null);
  }

  close(): void {
    this.closed = true;
    this.forget();
    this.decoder.close();
  }

  /** Whether what follows the moment at which the clock stands is to be got ready. */
  private get isSettled(): boolean {
    const { standing } = this;
    const pause = standing?.isShown === true ? STANDING_PAUSE_MS : HELD_BACK_MS;
    return standing !== null && performance.now() - standing.since > pause;
  }

  /** While the clock stands, its own picture is enough, and the line is free for wherever it is set next. */
  private readAheadMs({ playing, rate }: ClockState): number {
    return playing ? READ_AHEAD_MS * Math.max(1, rate) : this.isSettled ? STANDING_AHEAD_MS : ROUNDING_MS;
  }

  private shotAt(at: number): Shot | null {
    const index = this.shots.findLastIndex((shot) => shot.at <= at + ROUNDING_MS);
    const shot = this.shots[index];
    if (!shot) {
      return null;
    }
    const next = this.shots[index + 1]?.at ?? this.nextRead(at);
    const isLast = next === Infinity && at - shot.until < SEAM_MS;
    const meets = next !== null && next - shot.until < SEAM_MS;
    return isLast || at < (meets ? Math.max(next, shot.until) : shot.until + ROUNDING_MS) ? shot : null;
  }

  /** When the first picture begins that is not decoded; Infinity where none follows, null where that is not known. */
  private nextRead(at: number): number | null {
    const { reader } = this.run ?? {};
    if (!reader || this.decoder.insideCount > 0) {
      return null;
    }
    const next = reader.peek();
    if (next !== null || !reader.isAtEnd || reader.readUntil > at) {
      return next?.at ?? null;
    }
    // Behind the end of what was read there may be another recording.
    const other = this.dependencies.finder.at(at);
    return other === null || other?.id === reader.segmentId ? Infinity : null;
  }

  /** Whether the moment's picture is on its way already. */
  private comes(at: number): boolean {
    if (!this.run || at < this.run.droppedUntil - ROUNDING_MS) {
      return false;
    }
    const { reader, begin } = this.run;
    // Nothing is recorded where it began, and the clock was set elsewhere since.
    if (!this.clock.playing && !reader.hasBegun && at !== begin) {
      return false;
    }
    const soon = reader.isAtEnd ? ROUNDING_MS : SOON_MS;
    return at >= (reader.beginsAt ?? begin) - ROUNDING_MS && at <= Math.max(reader.readUntil, begin) + soon;
  }

  private begin(at: number, frames: Frames): void {
    // One that still waits for its first piece is let finish, or a hand that drags the clock would never see anything.
    if (this.run?.reader.waitsForFirst) {
      return;
    }
    this.forget();
    const reader = new SampleReader({
      ...{ finder: this.dependencies.finder, media: this.dependencies.media, frames, begin: at },
      onSamples: () => this.feed(),
    });
    this.run = { reader, frames, begin: at, fedUntil: null, droppedUntil: 0 };
  }

  private forget(): void {
    this.run?.reader.close();
    this.run = null;
    this.shots.splice(0).forEach(({ picture }) => picture.close());
    this.decoder.reset();
  }

  /** Takes a picture in, unless its time is over. */
  private keep(picture: VideoFrame): void {
    const at = picture.timestamp / 1000;
    const until = at + (picture.duration ?? 0) / 1000;
    const { clock, run } = this;
    // A terminal's own recording begins before the live one ends: what was shown already is not shown again.
    const isPast = at <= (this.shots.at(-1)?.at ?? -Infinity);
    if (this.closed || !run || isPast) {
      picture.close();
      return;
    }
    this.shots.push({ at, until, picture });
    this.letGo();
    if (clock.at >= at) {
      this.feed();
    }
  }

  /** Lets go of pictures whose time is over, except a few while the clock stands. */
  private letGo(): void {
    const current = this.shots.findLastIndex((shot) => shot.at <= this.clock.at + ROUNDING_MS);
    const over = current - (this.clock.playing ? 0 : FRAMES_BEHIND);
    for (const { picture, until } of this.shots.splice(0, Math.max(0, over))) {
      if (this.run) {
        this.run.droppedUntil = Math.max(this.run.droppedUntil, until);
      }
      picture.close();
    }
  }

  /** Gives the decoder what it needs for this moment and the next ones. */
  private feed(): void {
    const { run, decoder } = this;
    if (this.closed || !run || decoder.isUnsupported) {
      return;
    }
    const { at, playing } = this.clock;
    const framesAhead = playing || this.isSettled ? FRAMES_AHEAD : 0;
    if (at - (run.fedUntil ?? at) > LATE_MS) {
      run.reader.skipTo(at);
    }
    for (let sample = run.reader.peek(); sample !== null; sample = run.reader.peek()) {
      const ahead = this.shots.length - 1 - this.shots.findLastIndex((shot) => shot.at <= at) + decoder.insideCount;
      if (decoder.insideCount >= DECODING || (sample.at > at + ROUNDING_MS && ahead >= framesAhead)) {
        return;
      }
      run.reader.take();
      run.fedUntil = sample.at;
      decoder.decode(sample);
    }
  }
}
