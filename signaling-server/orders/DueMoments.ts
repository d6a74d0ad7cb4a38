/** Time, and timers that a test can put on a clock of its own. */
export interface Clock {
  readonly now: () => number;
  /** Answers how to stop it. */
  readonly after: (inMs: number, act: () => void) => () => void;
}

/** This machine's own time: its timers keep no process alive. */
export function machineClock(now: () => number): Clock {
  return {
    now,
    after: (inMs, act) => {
      const timer = setTimeout(act, inMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** The longest wait that a timer of Node's takes. */
const LONGEST_WAIT_MS = 2_000_000_000;

/** When each of many things is due, with one timer for the next of them. */
export class DueMoments {
  readonly #moments = new Map<string, number>();
  #next: { readonly at: number; readonly stop: () => void } | null = null;
  #closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly onDue: (keys: readonly string[]) => void,
  ) {}

  /** Forgets what was set under this key before; null where nothing is due any more. */
  set(key: string, moment: number | null): void {
    if (moment === null) this.#moments.delete(key);
    else this.#moments.set(key, moment);
    // A timer that was set for less finds nothing due and is set anew.
    if (moment !== null && moment < (this.#next?.at ?? Infinity)) this.#wait(moment);
  }

  get size(): number {
    return this.#moments.size;
  }

  close(): void {
    this.#closed = true;
    this.#next?.stop();
    this.#next = null;
    this.#moments.clear();
  }

  #wait(at: number): void {
    this.#next?.stop();
    if (this.#closed) return;
    const inMs = Math.min(Math.max(0, at - this.clock.now()), LONGEST_WAIT_MS);
    this.#next = { at, stop: this.clock.after(inMs, () => this.#wake()) };
  }

  #wake(): void {
    this.#next = null;
    const now = this.clock.now();
    const due = [...this.#moments].filter(([, moment]) => moment <= now).map(([key]) => key);
    // Whoever is told sets the next moment of it.
    due.forEach((key) => this.#moments.delete(key));
    const next = Math.min(...this.#moments.values());
    if (next < Infinity) this.#wait(next);
    if (due.length > 0) this.onDue(due);
  }
}
