import type { SignedInCaller } from '../wire/Caller';
import { receiverIdOf } from './expectedReceivers';
import type { Forwarded } from './Hearing';

/** One who listens, and what his consumer has been sent since it was made; null once it is gone. */
export interface CountedListener {
  readonly connectionId: string;
  readonly caller: SignedInCaller;
  forwarded(): Promise<(Forwarded & { readonly roundTripMs: number | null }) | null>;
}

type Counts = ReadonlyMap<string, Forwarded>;

/** What was forwarded of one burst to each listener: the difference between its begin and its end. */
export class ForwardedSound {
  readonly #before: Promise<Counts>;
  #after: Counts = new Map();
  readonly #receiverIds = new Map<string, string>();
  readonly #roundTrips = new Map<string, number>();
  #speakerRoundTripMs: number | null = null;

  private constructor(
    private readonly listeners: () => readonly CountedListener[],
    private readonly speakerConnectionId: string,
    private readonly speakersOwnMeasure: () => number | null,
  ) {
    this.#before = this.#read();
    // It is looked at when the burst ends.
    this.#before.catch(() => undefined);
  }

  /** Asked before the first packet is forwarded, the workers answer with what was sent before the burst. */
  static begin(
    listeners: () => readonly CountedListener[],
    speakerConnectionId: string,
    speakersOwnMeasure: () => number | null,
  ): ForwardedSound {
    return new ForwardedSound(listeners, speakerConnectionId, speakersOwnMeasure);
  }

  /**
   * By receiver, in milliseconds, and the speaker's own; by the RTCP reports, for those who have sent any. One who only
   * ever speaks in the group sends none, and is believed what he measures himself.
   */
  get roundTrips(): { readonly speakerMs: number | null; readonly receivers: ReadonlyMap<string, number> } {
    return { speakerMs: this.#speakerRoundTripMs ?? this.speakersOwnMeasure(), receivers: this.#roundTrips };
  }

  /** By receiver: what was sent to him, on the best of his connections where he has several. */
  async end(): Promise<Counts> {
    this.#after = await this.#read();
    return await this.counted();
  }

  /** Reads again what was lost; the packets sent since the end belong to another burst. */
  async countLost(): Promise<Counts> {
    const now = await this.#read();
    this.#after = new Map(
      [...this.#after].map(([connectionId, { packets, lost }]) => [
        connectionId,
        { packets, lost: Math.max(lost, now.get(connectionId)?.lost ?? 0) },
      ]),
    );
    return await this.counted();
  }

  /** What was counted last. */
  async counted(): Promise<Counts> {
    const before = await this.#before;
    const counted = new Map<string, Forwarded>();
    for (const [connectionId, after] of this.#after) {
      const receiverId = this.#receiverIds.get(connectionId);
      if (receiverId === undefined) continue;
      const difference = differenceOf(before.get(connectionId), after);
      if (difference.packets >= (counted.get(receiverId)?.packets ?? 0)) counted.set(receiverId, difference);
    }
    return counted;
  }

  async #read(): Promise<Counts> {
    const counts = await Promise.all(
      this.listeners().map(async (listener) => {
        const { connectionId, caller } = listener;
        const count = await listener.forwarded();
        if (count === null) return [];
        const { packets, lost, roundTripMs } = count;
        if (connectionId === this.speakerConnectionId) {
          this.#speakerRoundTripMs = roundTripMs;
          return [];
        }
        const receiverId = receiverIdOf(caller.session);
        this.#receiverIds.set(connectionId, receiverId);
        if (roundTripMs !== null) this.#roundTrips.set(receiverId, roundTripMs);
        return [[connectionId, { packets, lost }] as const];
      }),
    );
    return new Map(counts.flat());
  }
}

/** A consumer that was made anew meanwhile has counted from nothing. */
function differenceOf(before: Forwarded | undefined, after: Forwarded): Forwarded {
  if (!before || after.packets < before.packets) return after;
  return { packets: after.packets - before.packets, lost: Math.max(0, after.lost - before.lost) };
}
