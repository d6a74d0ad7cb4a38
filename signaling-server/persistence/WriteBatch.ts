interface Waiting<Item> {
  readonly item: Item;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes things one statement at a time, each with all that came meanwhile: a single thing is written at once, and a
 * hundred at once are a few statements. Things are written in the order in which they came; one that cannot be written
 * does not take those with it that came beside it.
 */
export class WriteBatch<Item> {
  #waiting: Waiting<Item>[] = [];
  #isWriting = false;

  constructor(private readonly write: (items: readonly Item[]) => Promise<unknown>) {}

  /** Settles as the writing of this thing does. */
  add(item: Item): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ item, written, failed });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    // Those who come in the same turn go together.
    await Promise.resolve();
    for (let batch = this.#waiting.splice(0); batch.length > 0; batch = this.#waiting.splice(0)) {
      if (!(await this.#wrote(batch, batch.length === 1))) for (const one of batch) await this.#wrote([one], true);
    }
    this.#isWriting = false;
  }

  async #wrote(batch: readonly Waiting<Item>[], isFinal: boolean): Promise<boolean> {
    try {
      await this.write(batch.map(({ item }) => item));
    } catch (error) {
      if (isFinal) batch.forEach(({ failed }) => failed(error));
      return false;
    }
    batch.forEach(({ written }) => written());
    return true;
  }
}
