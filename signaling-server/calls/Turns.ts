/** Work that is done one piece after the other, in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Fails as the work does; what comes after is done all the same. */
  async take<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return await done;
  }

  /** Settles once everything that was asked for so far is done. */
  async settle(): Promise<void> {
    await this.#last;
  }
}
