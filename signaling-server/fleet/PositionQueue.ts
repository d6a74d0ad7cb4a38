import type { ReceivedPosition } from './PositionsTable';

interface Waiting {
  received: readonly ReceivedPosition[];
  /** In milliseconds of `performance.now()`. */
  since: number;
  stored: () => void;
  failed: (error: unknown) => void;
}

/** Fixes are written together, so that ten thousand a second are a few statements a second. */
const GATHER_MS = 100;
const BATCH_ROWS = 2_000;
/** Past this many waiting fixes a report is refused: the terminal keeps its own until they are acknowledged. */
const LIMIT_ROWS = 200_000;

/**
 * The queue in front of the position store. One batch is written at a time; a report is answered when its own fixes
 * are stored, never before.
 */
export class PositionQueue {
  #waiting: Waiting[] = [];
  /** The oldest report of the batch that is being written. */
  #writing: Waiting | null = null;
  #rows = 0;
  #timer: NodeJS.Timeout | null = null;
  #draining: Promise<void> = Promise.resolve();

  constructor(private readonly write: (received: readonly ReceivedPosition[]) => Promise<void>) {}

  get full(): boolean {
    return this.#rows >= LIMIT_ROWS;
  }

  /** How many fixes are received and not stored yet. */
  get rows(): number {
    return this.#rows;
  }

  /** For how long the oldest of them has waited, in milliseconds; 0 where none waits. */
  get waitedMs(): number {
    const oldest = this.#writing ?? this.#waiting[0];
    return oldest === undefined ? 0 : performance.now() - oldest.since;
  }

  /** Resolves when the fixes are in the store; rejects with the store's error. */
  add(received: readonly ReceivedPosition[]): Promise<void> {
    return new Promise((stored, failed) => {
      this.#waiting.push({ received, since: performance.now(), stored, failed });
      this.#rows += received.length;
      this.#timer ??= setTimeout(() => this.#drainNext(), GATHER_MS);
    });
  }

  /** Writes what waits and returns when it is stored. */
  async close(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#drainNext();
    }
    await this.#draining;
  }

  #drainNext(): void {
    this.#timer = null;
    this.#draining = this.#draining.then(() => this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch: Waiting[] = [];
      let rows = 0;
      while (this.#waiting[0] && rows + this.#waiting[0].received.length <= BATCH_ROWS + 500) {
        const next = this.#waiting.shift();
        if (!next) break;
        batch.push(next);
        rows += next.received.length;
      }
      this.#writing = batch[0] ?? null;
      try {
        await this.write(batch.flatMap((waiting) => waiting.received));
        batch.forEach((waiting) => waiting.stored());
      } catch (error) {
        batch.forEach((waiting) => waiting.failed(error));
      }
      this.#writing = null;
      this.#rows -= rows;
    }
  }
}
