/** A viewer that has not begun after this long is no longer waited for: most need a fifth of it. */
const PATIENCE_MS = 1_000;

/** What is watched of a consumer: mediasoup's own observer. */
export interface ObservedConsumer {
  readonly observer: { once(event: 'resume' | 'close', listener: () => void): unknown };
}

/**
 * Viewers that have been given a consumer and have not begun it yet. A browser answers one request for a key frame in
 * 300 ms: one for the recorder just before theirs would make them wait, while the one that they bring serves both.
 */
export class OpeningViewers {
  readonly #opening = new Map<string, Set<Promise<boolean>>>();

  /** Counts a paused consumer of a producer as opening, until it is resumed or closed. */
  add(producerId: string, { observer }: ObservedConsumer): void {
    const begun = new Promise<boolean>((resolve) => {
      observer.once('resume', () => resolve(true));
      observer.once('close', () => resolve(false));
      setTimeout(() => resolve(false), PATIENCE_MS).unref();
    });
    const opening = this.#opening.get(producerId) ?? new Set();
    this.#opening.set(producerId, opening.add(begun));
    void begun.then(() => {
      opening.delete(begun);
      if (opening.size === 0 && this.#opening.get(producerId) === opening) this.#opening.delete(producerId);
    });
  }

  /** Settles once nobody is opening any more: true where somebody has begun, and a key frame was asked for with it. */
  async haveAsked(producerId: string): Promise<boolean> {
    const begun = await Promise.all([...(this.#opening.get(producerId) ?? [])]);
    return begun.includes(true);
  }
}

/** Those of this process. */
export const openingViewers = new OpeningViewers();
