import type { LoggedBurst, Segment } from '@protocol';
import { FASTEST_WHOLE_RATE } from './CameraReel';
import type { RecordedMedia } from './recordedMedia';
import type { ExactClock } from './reviewClock';
import type { SegmentFinder } from './SegmentShelf';
import { SoundReel } from './SoundReel';

/** The files of bursts are listed this long before they are heard, at the speed of life. */
const LISTED_AHEAD_MS = 8_000;
/** A burst is read and decoded this long before it is heard. */
const OPENED_AHEAD_MS = 3_000;
const RETRY_MS = 2_000;
/** So many are listed in one question. */
const MOST_ASKED = 20;
/** A burst that is still on is taken to last this long. */
const LONGEST_MS = 120_000;

interface Dependencies {
  readonly media: RecordedMedia;
  readonly listFiles: (burstIds: string[]) => Promise<readonly Segment[]>;
  readonly context: () => AudioContext;
}

/** Every talk burst heard at its own moment of the clock. */
export class BurstSounds {
  private readonly files = new Map<string, readonly Segment[]>();
  private readonly reels = new Map<string, SoundReel>();
  private readonly asked = new Set<string>();
  private bursts: readonly LoggedBurst[] = [];
  private retryAfter = 0;

  constructor(private readonly dependencies: Dependencies) {}

  setBursts(bursts: readonly LoggedBurst[]): void {
    this.bursts = bursts;
  }

  tick(clock: ExactClock): void {
    const ahead = Math.min(clock.rate, FASTEST_WHOLE_RATE);
    this.list(this.during(clock.at, LISTED_AHEAD_MS * ahead));
    const present = this.during(clock.at, OPENED_AHEAD_MS * ahead).filter(({ id }) => this.files.has(id));
    for (const [id, reel] of this.reels) {
      if (!present.some((burst) => burst.id === id)) {
        reel.close();
        this.reels.delete(id);
      }
    }
    for (const { id } of present) {
      const reel = this.reels.get(id) ?? this.open(this.files.get(id) ?? []);
      this.reels.set(id, reel);
      reel.tick(clock);
    }
  }

  close(): void {
    this.reels.forEach((reel) => reel.close());
    this.reels.clear();
  }

  /** Those that can be heard from a moment on to so long after it. */
  private during(at: number, aheadMs: number): readonly LoggedBurst[] {
    return this.bursts.filter(
      ({ startedAt, endedAt, segmentIds }) =>
        segmentIds.length > 0 && startedAt < at + aheadMs && (endedAt ?? startedAt + LONGEST_MS) > at,
    );
  }

  private list(bursts: readonly LoggedBurst[]): void {
    const unknown = bursts
      .filter(({ id }) => !this.files.has(id) && !this.asked.has(id))
      .map(({ id }) => id)
      .slice(0, MOST_ASKED);
    if (unknown.length === 0 || performance.now() < this.retryAfter) {
      return;
    }
    unknown.forEach((id) => this.asked.add(id));
    this.dependencies
      .listFiles(unknown)
      .then((segments) => {
        for (const { id, segmentIds } of bursts) {
          if (unknown.includes(id)) {
            this.files.set(
              id,
              segments.filter((segment) => segmentIds.includes(segment.id)),
            );
          }
        }
      })
      .catch((error: unknown) => {
        console.warn('what was said could not be listed', error);
        this.retryAfter = performance.now() + RETRY_MS;
      })
      .finally(() => unknown.forEach((id) => this.asked.delete(id)));
  }

  private open(files: readonly Segment[]): SoundReel {
    const { media, context } = this.dependencies;
    const sound = context();
    return new SoundReel({ finder: finderOf(files), media, context: sound, output: sound.destination });
  }
}

/** Before its first file a burst begins with that; what has ended is whole. */
function finderOf(files: readonly Segment[]): SegmentFinder {
  return {
    at: (moment) => files.findLast(({ startedAt }) => startedAt <= moment) ?? files[0] ?? null,
    after: (segment) => files[files.findIndex(({ id }) => id === segment.id) + 1] ?? null,
    newest: (segment) => segment,
  };
}
