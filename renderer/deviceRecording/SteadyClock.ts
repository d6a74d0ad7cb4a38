/** A frame that comes so far from where its own time stamp puts it tells of another count, or of a clock that ran off. */
const OFF_MS = 250;

/** This terminal's clock in milliseconds since 1970, as it stood at the start of the page: setting the clock moves it not. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Puts the time stamps of one track on the terminal's clock: evenly, as they were taken, and not as they came. */
export class SteadyClock {
  private base: number | null = null;

  constructor(private readonly now: () => number = steadyNow) {}

  /** `timestampMs` counts from anywhere; whenever a frame comes. */
  observe(timestampMs: number): void {
    const base = this.now() - timestampMs;
    if (this.base === null || Math.abs(base - this.base) > OFF_MS) this.base = base;
    // What came sooner than any before it was held up least on its way.
    else this.base = Math.min(this.base, base);
  }

  momentOf(timestampMs: number): number {
    return timestampMs + (this.base ?? this.now() - timestampMs);
  }
}
