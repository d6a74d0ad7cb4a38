import type { Segment } from '@protocol';
import { trackKeyOf, type Span } from './playbackPlan';

/** Segments are asked for by whole stretches of this length: ten seconds each, they are some twelve for a track. */
const STRETCH_MS = 120_000;
/** A stretch in which something is still being recorded is asked for again after this. */
const LIVE_AGE_MS = 2_000;
/** What was closed this long ago is listed as it will stay. */
const SETTLED_MS = 15_000;
const RETRY_MS = 2_000;
/** Files that follow each other within this are one to the eye: a new one begins at the next key frame. */
const SEAM_MS = 600;
/** An open segment reaches further than the last listing knew. */
const OPEN_GROWS_MS = 12_000;
const MOST_STRETCHES = 300;
/** Stretches on either side of the one that was asked for are listed before the clock is set there, one after the other. */
const STRETCHES_AROUND = 15;
const FIRST_AROUND_PAUSE_MS = 1_000;
const AROUND_PAUSE_MS = 150;

interface Stretch {
  readonly segments: ReadonlyMap<string, readonly Segment[]>;
  readonly askedAt: number;
  readonly failed: boolean;
}

/** The files of one track, found by moment. `undefined` while it is not known yet, `null` where there is none. */
export interface SegmentFinder {
  at(moment: number): Segment | null | undefined;
  /** The one that goes on where this one ends. */
  after(segment: Segment): Segment | null | undefined;
  /** The same as it was listed last: an open one grows and is closed. */
  newest(segment: Segment): Segment;
}

interface Dependencies {
  /** The open record: nothing is listed ahead outside of it. */
  readonly span: Span;
  readonly load: (span: Span) => Promise<readonly Segment[]>;
  readonly now: () => number;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** The listing of a record's files, had in stretches around wherever the clock stands, so that a day needs no long list. */
export class SegmentShelf {
  private readonly stretches = new Map<number, Stretch>();
  private readonly loading = new Set<number>();
  /** Counts the moments around which the listing was to be had. */
  private arounds = 0;
  private closed = false;

  constructor(private readonly dependencies: Dependencies) {}

  /** Has the files around a moment listed, its own first, so that a hand on the timeline finds them there already. */
  async prepare(moment: number): Promise<void> {
    const own = (this.arounds += 1);
    const { span, pause = pauseFor } = this.dependencies;
    const middle = startOf(moment);
    await this.load(middle);
    for (const [index, start] of startsAround(middle, span).entries()) {
      // The pictures of the moment come first.
      await pause(index === 0 ? FIRST_AROUND_PAUSE_MS : AROUND_PAUSE_MS);
      if (this.closed || own !== this.arounds) {
        return;
      }
      if (!this.stretches.has(start)) {
        await this.load(start);
      }
    }
  }

  /** What was to be listed ahead is not any more. */
  close(): void {
    this.closed = true;
  }

  /** `key` is that of the track's record. */
  finderOf(key: string): SegmentFinder {
    return {
      at: (moment) => this.at(key, moment),
      after: (segment) => this.after(key, segment),
      newest: (segment) => this.listed(key, segment.endedAt)?.find(({ id }) => id === segment.id) ?? segment,
    };
  }

  private at(key: string, moment: number): Segment | null | undefined {
    const listed = this.listed(key, moment);
    return (
      listed &&
      (listed.findLast((segment) => segment.startedAt <= moment && moment < endOf(segment)) ??
        this.beforeSeam(key, moment))
    );
  }

  /** Between two files that meet, the last picture of the one before stands until the next one begins. */
  private beforeSeam(key: string, moment: number): Segment | null | undefined {
    const listed = this.listed(key, moment - SEAM_MS);
    const before = listed?.findLast(({ endedAt }) => endedAt <= moment && moment - endedAt < SEAM_MS);
    return listed && (before && this.after(key, before) ? before : null);
  }

  private after(key: string, segment: Segment): Segment | null | undefined {
    const listed = this.listed(key, segment.endedAt + SEAM_MS);
    const follows = listed?.find(
      ({ startedAt }) => startedAt > segment.startedAt && startedAt <= segment.endedAt + SEAM_MS,
    );
    return listed && (follows ?? null);
  }

  /** The track's files of the stretch that holds a moment, oldest first. */
  private listed(key: string, moment: number): readonly Segment[] | undefined {
    const start = startOf(moment);
    const known = this.stretches.get(start);
    const now = this.dependencies.now();
    const isLive = known && now < start + STRETCH_MS + SETTLED_MS && now - known.askedAt > LIVE_AGE_MS;
    const isOver = known?.failed && now - known.askedAt > RETRY_MS;
    if (!known || isLive || isOver) {
      void this.load(start);
    }
    return !known || known.failed ? undefined : (known.segments.get(key) ?? []);
  }

  private async load(start: number): Promise<void> {
    if (this.loading.has(start)) {
      return;
    }
    this.loading.add(start);
    const askedAt = this.dependencies.now();
    const before = this.stretches.get(start);
    try {
      const segments = await this.dependencies.load({ from: start, to: start + STRETCH_MS });
      this.stretches.delete(start);
      this.stretches.set(start, { segments: byTrack(segments), askedAt, failed: false });
      const [oldest] = this.stretches.keys();
      if (this.stretches.size > MOST_STRETCHES && oldest !== undefined) {
        this.stretches.delete(oldest);
      }
    } catch (error) {
      console.warn('what is recorded could not be listed', error);
      this.stretches.set(start, before ? { ...before, askedAt } : { segments: new Map(), askedAt, failed: true });
    } finally {
      this.loading.delete(start);
    }
  }
}

function startOf(moment: number): number {
  return Math.floor(moment / STRETCH_MS) * STRETCH_MS;
}

/** The stretches beside one within a span, the nearest first. */
function startsAround(middle: number, { from, to }: Span): number[] {
  return Array.from({ length: STRETCHES_AROUND }, (_, index) => (index + 1) * STRETCH_MS)
    .flatMap((distance) => [middle + distance, middle - distance])
    .filter((start) => start + STRETCH_MS > from && start <= to);
}

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function endOf({ state, endedAt }: Segment): number {
  return state === 'open' ? endedAt + OPEN_GROWS_MS : endedAt + 1;
}

function byTrack(segments: readonly Segment[]): ReadonlyMap<string, readonly Segment[]> {
  const tracks = new Map<string, Segment[]>();
  for (const segment of [...segments].sort((one, other) => one.startedAt - other.startedAt)) {
    const key = trackKeyOf(segment.vehicleId, segment.track, segment.cameraView);
    const own = tracks.get(key) ?? [];
    own.push(segment);
    tracks.set(key, own);
  }
  return tracks;
}
