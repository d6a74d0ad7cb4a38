const FREE_FAILURES_PER_ACCOUNT = 4;
const FREE_FAILURES_PER_SOURCE = 30;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** After this long without a failure everything is forgotten. */
const MEMORY_MS = 15 * 60_000;
const REMEMBERED_KEYS = 10_000;

interface Failures {
  count: number;
  lastAt: number;
}

/**
 * Slows guessing down, per account and source and per source alone, with a delay that doubles. Someone at another
 * address is never slowed down by it, so nobody can lock a dispatcher out.
 */
export class SignInThrottle {
  readonly #failures = new Map<string, Failures>();

  constructor(private readonly clock: () => number) {}

  /**
   * Counts an attempt as failed until it is known to have succeeded, so that many at once gain nothing. Answers null
   * and counts nothing where the next attempt is not due yet.
   */
  attempt(account: string, source: string): { succeeded: () => void } | null {
    const accountKey = JSON.stringify([account, source]);
    const sourceKey = JSON.stringify([source]);
    if (!this.#isDue(accountKey, FREE_FAILURES_PER_ACCOUNT) || !this.#isDue(sourceKey, FREE_FAILURES_PER_SOURCE))
      return null;
    this.#count(accountKey);
    this.#count(sourceKey);
    return {
      succeeded: () => {
        this.#failures.delete(accountKey);
        const source = this.#failures.get(sourceKey);
        if (source !== undefined) source.count -= 1;
      },
    };
  }

  #isDue(key: string, free: number): boolean {
    const failures = this.#failures.get(key);
    if (failures === undefined || failures.count < free) return true;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (failures.count - free), LONGEST_DELAY_MS);
    return this.clock() >= failures.lastAt + delay;
  }

  #count(key: string): void {
    const now = this.clock();
    const before = this.#failures.get(key);
    const count = before !== undefined && now - before.lastAt < MEMORY_MS ? before.count + 1 : 1;
    // Deleted first, so that the map stays in the order of the newest failure and the oldest is forgotten.
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastAt: now });
    if (this.#failures.size > REMEMBERED_KEYS) {
      const [oldest] = this.#failures.keys();
      if (oldest !== undefined) this.#failures.delete(oldest);
    }
  }
}
