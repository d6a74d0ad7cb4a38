import { RequestError } from '@protocol';

/** A call that is not answered rings for 30 s, so that a person cannot come near this. */
const MOST_RINGS = 12;
const WITHIN_MS = 60_000;

/** How often one connection may ring: each ring is stored and told to everyone in charge. */
export class RingLimit {
  readonly #rings = new Map<string, number[]>();

  constructor(private readonly clock: () => number) {}

  /** Refused with `rate-limited` where this ring is one too many. */
  take(connectionId: string): void {
    const now = this.clock();
    const recent = (this.#rings.get(connectionId) ?? []).filter((at) => now - at < WITHIN_MS);
    if (recent.length >= MOST_RINGS) throw new RequestError('rate-limited', 'too many calls in a minute');
    this.#rings.set(connectionId, [...recent, now]);
  }

  forget(connectionId: string): void {
    this.#rings.delete(connectionId);
  }
}
