/** Far above what any page of ours sends, so that only a runaway or hostile client meets it. */
const REQUESTS = { burst: 300, refillPerSecond: 60 };

/** A token bucket: so many requests at once, and so many a second after that. */
export class RateLimit {
  #tokens: number;
  #filledAt: number;

  constructor(
    private readonly clock: () => number,
    private readonly limit: { readonly burst: number; readonly refillPerSecond: number } = REQUESTS,
  ) {
    this.#tokens = limit.burst;
    this.#filledAt = clock();
  }

  /** False where this request is one too many. */
  take(): boolean {
    const now = this.clock();
    const { burst, refillPerSecond } = this.limit;
    this.#tokens = Math.min(burst, this.#tokens + (Math.max(0, now - this.#filledAt) / 1_000) * refillPerSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
