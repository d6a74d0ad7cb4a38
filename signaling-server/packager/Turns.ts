/** Who comes first goes first, one at a time: transcoding takes a core for as long as it lasts. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the work once everything that came before has ended, however it did. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}
