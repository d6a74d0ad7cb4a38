/** Far above what any page of ours sends, so that only a runaway or hostile client meets it. */
const BURST = 300;
const REFILL_PER_SECOND = 60;

/** A token bucket: so many requests at once, and so many a second after that. */
export class RateLimit {
  #tokens = BURST;
  #filledAt: number;

  constructor(private readonly clock: () => number) {
    this.#filledAt = clock();
  }

  /** False where this request is one too many. */
  take(): boolean {
    const now = this.clock();
    this.#tokens = Math.min(BURST, this.#tokens + (Math.max(0, now - this.#filledAt) / 1_000) * REFILL_PER_SECOND);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
