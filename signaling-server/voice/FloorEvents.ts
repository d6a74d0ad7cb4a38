import type { FloorEventLine } from '@protocol';

/** A burst's record does not grow without end, however often others press meanwhile. */
const LINES_LIMIT = 100;

/** What the floor did from one grant to its end, for the record of the burst. */
export class FloorEvents {
  #lines: FloorEventLine[] = [];

  constructor(private readonly clock: () => number) {}

  get lines(): readonly FloorEventLine[] {
    return this.#lines;
  }

  /** What is told from now on belongs to another burst. */
  begin(): void {
    this.#lines = [];
  }

  /** `message` by the standard's name, `name` whom it came from or went to. */
  add(message: string, name: string): void {
    if (this.#lines.length < LINES_LIMIT) this.#lines.push({ at: this.clock(), message, name });
  }
}
