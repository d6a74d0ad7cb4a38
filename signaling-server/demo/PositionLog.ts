import type { Position } from '@protocol';

/** Half a day of fixes; a vehicle that is away for longer loses the oldest. */
const KEPT_FIXES = 43_200;
const FIXES_IN_REPORT = 500;

/** Fixes that the server has not acknowledged yet, oldest first. */
export class PositionLog {
  #waiting: Position[] = [];
  #lastNumber = -1;

  /**
   * Numbers are the seconds of the epoch, so that they go on counting up over a new start of this process without a
   * file that remembers them.
   */
  add(fix: Omit<Position, 'number'>): void {
    this.#lastNumber = Math.max(this.#lastNumber + 1, Math.floor(fix.at / 1000));
    this.#waiting.push({ ...fix, number: this.#lastNumber });
    if (this.#waiting.length > KEPT_FIXES) this.#waiting.shift();
  }

  /** What to report next. */
  batch(): Position[] {
    return this.#waiting.slice(0, FIXES_IN_REPORT);
  }

  acknowledged(number: number): void {
    this.#waiting = this.#waiting.filter((fix) => fix.number > number);
  }

  get size(): number {
    return this.#waiting.length;
  }
}
