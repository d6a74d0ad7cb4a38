/**
 * One reading of the database for all who ask before it has begun: after a restart everybody asks for the same at once.
 * What is read is never older than the question.
 */
export class SharedRead<Result> {
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Result> | null = null;

  constructor(private readonly read: () => Promise<Result>) {}

  /** Rejects as the reading does; the next question reads anew. */
  get(): Promise<Result> {
    this.#next ??= this.#readAfter(this.#running);
    return this.#next;
  }

  async #readAfter(running: Promise<unknown>): Promise<Result> {
    await running;
    this.#next = null;
    const reading = this.read();
    this.#running = reading.catch(() => undefined);
    return await reading;
  }
}
