import type { FloorClock } from './Floor';

/** For tests: time that passes only when it is told to, with its timers. */
export class FakeClock implements FloorClock {
  #now: number;
  #count = 0;
  readonly #timers = new Map<number, { due: number; act: () => void }>();

  constructor(start = 0) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  readonly after = (inMs: number, act: () => void): (() => void) => {
    const key = (this.#count += 1);
    this.#timers.set(key, { due: this.#now + inMs, act });
    return () => this.#timers.delete(key);
  };

  get running(): number {
    return this.#timers.size;
  }

  /** Lets time pass; timers fire in the order in which they are due. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      const [key, { due, act }] = next;
      this.#timers.delete(key);
      this.#now = Math.max(this.#now, due);
      act();
    }
    this.#now = until;
  }

  #next(until: number): [number, { due: number; act: () => void }] | null {
    let found: [number, { due: number; act: () => void }] | null = null;
    for (const entry of this.#timers) {
      if (entry[1].due <= until && (found === null || entry[1].due < found[1].due)) found = entry;
    }
    return found;
  }
}
