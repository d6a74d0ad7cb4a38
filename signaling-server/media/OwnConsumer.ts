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

  constructor(
    readonly consumer: types.Consumer,
    private readonly options: OwnConsumerOptions,
  ) {}

  /** The worker asks for a key frame when a consumer resumes; one that runs already is given a new one here. */
  async resume(): Promise<void> {
    const ranAlready = !this.consumer.paused;
    this.#wanted = true;
    await this.options.before;
    await this.#apply();
    if (ranAlready && this.consumer.kind === 'video' && !this.consumer.closed) await this.consumer.requestKeyFrame();
  }

  async pause(): Promise<void> {
    this.#wanted = false;
    await this.#apply();
  }

  async hold(held: boolean): Promise<void> {
    this.#held = held;
    await this.#apply();
  }

  async #apply(): Promise<void> {
    if (this.consumer.closed) return;
    const sends = this.#wanted && !this.#held;
    if (sends === !this.consumer.paused) return;
    await (sends ? this.consumer.resume() : this.consumer.pause());
  }
}
