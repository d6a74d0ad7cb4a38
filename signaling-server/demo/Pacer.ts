/** Something that sends in its own time. Both moments are of performance.now(), in milliseconds. */
export interface Paced {
  /** Sends what is due by `now`. */
  tick(now: number): void;
}

const TICK_MS = 5;

/** One timer for every stream of every vehicle. */
export class Pacer {
  readonly #paced = new Set<Paced>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      for (const paced of this.#paced) paced.tick(now);
    }, TICK_MS);
  }

  add(paced: Paced): void {
    this.#paced.add(paced);
  }

  remove(paced: Paced): void {
    this.#paced.delete(paced);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#paced.clear();
  }
}
