import type { types } from 'mediasoup';

export interface OwnConsumerOptions {
  /** Must have settled before anything is sent, such as the audit row of a view; when it fails, nothing is ever sent. */
  before: Promise<unknown>;
}

/**
 * A consumer of one connection. It sends while its client wants it and the server does not hold it back, such as while
 * this client is the one who speaks into the group it listens to.
 */
export class OwnConsumer {
  #wanted = false;
  #held = false;
  /** The worker is told one thing after the other: what it has not answered yet can not be told from what it has done. */
  #told: Promise<unknown> = Promise.resolve();

  constructor(
    readonly consumer: types.Consumer,
    private readonly options: OwnConsumerOptions,
  ) {}

  /** The worker asks for a key frame when a consumer resumes; one that runs already is given a new one here. */
  async resume(): Promise<void> {
    this.#wanted = true;
    await this.options.before;
    const changed = await this.#apply();
    if (!changed && this.consumer.kind === 'video' && !this.consumer.closed && !this.consumer.paused)
      await this.consumer.requestKeyFrame();
  }

  async pause(): Promise<void> {
    this.#wanted = false;
    await this.#apply();
  }

  async hold(held: boolean): Promise<void> {
    this.#held = held;
    await this.#apply();
  }

  /** Tells the worker what is wanted by its turn; true where that was another thing than before. */
  #apply(): Promise<boolean> {
    const turn = this.#told.then(async () => {
      const sends = this.#wanted && !this.#held;
      if (this.consumer.closed || sends === !this.consumer.paused) return false;
      await (sends ? this.consumer.resume() : this.consumer.pause());
      return true;
    });
    this.#told = turn.catch(() => undefined);
    return turn;
  }
}
