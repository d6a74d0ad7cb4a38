/**
 * A size that has gone away once is taken again after it has come without a break for so long. Moments are milliseconds
 * of a clock that nobody sets.
 */
const SETTLED_MS = 8_000;

interface Layer {
  /** When packets of it began to come; null while none do. */
  since: number | null;
  hasGone: boolean;
}

/**
 * Which size of a simulcast camera a record is to follow. A browser on a poor network tries its larger sizes for a second
 * every few seconds, and a media server that follows each of them sends nothing for another two when it has gone again;
 * a record has no use for that, and stays with the size that comes all the time.
 */
export class SteadyLayers {
  private readonly layers: readonly Layer[];

  /** `count`: how many sizes there are, from the smallest up; all are trusted until they have gone away once. */
  constructor(count: number) {
    this.layers = Array.from({ length: count }, () => ({ since: null, hasGone: false }));
  }

  /** Takes what is known at one moment: for each size whether packets of it come. */
  observe(areComing: readonly boolean[], now: number): void {
    this.layers.forEach((layer, index) => {
      const isComing = areComing[index] ?? false;
      if (isComing) layer.since ??= now;
      else if (layer.since !== null) Object.assign(layer, { since: null, hasGone: true });
    });
  }

  /** The largest size that may be followed at a moment. */
  highest(now: number): number {
    for (const layer of this.layers) if (this.settlesAt(layer) <= now) layer.hasGone = false;
    return Math.max(
      0,
      this.layers.findLastIndex(({ hasGone }) => !hasGone),
    );
  }

  /** When a larger size than now may be followed if it goes on coming; null where none is on trial. */
  nextLook(now: number): number | null {
    const onTrial = this.layers.slice(this.highest(now) + 1).map((layer) => this.settlesAt(layer));
    const next = Math.min(...onTrial);
    return Number.isFinite(next) ? next : null;
  }

  private settlesAt({ since, hasGone }: Layer): number {
    return since !== null && hasGone ? since + SETTLED_MS : Infinity;
  }
}
