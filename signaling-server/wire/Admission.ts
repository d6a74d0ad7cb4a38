/**
 * Lets lines in one by one. After a restart all of them come at once, and a few milliseconds for each would be half a
 * second in which an order of somebody who is in already waits at every step.
 */
export class Admission {
  readonly #waiting: (() => void)[] = [];
  #next: NodeJS.Immediate | null = null;

  /** Calls `admit` in its turn: one in each round of the event loop, which serves everybody else in between. */
  enter(admit: () => void): void {
    this.#waiting.push(admit);
    this.#next ??= setImmediate(() => this.#admitOne());
  }

  #admitOne(): void {
    const admit = this.#waiting.shift();
    this.#next = this.#waiting.length === 0 ? null : setImmediate(() => this.#admitOne());
    admit?.();
  }
}
