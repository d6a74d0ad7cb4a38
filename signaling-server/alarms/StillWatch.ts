import { metresBetween } from '../fleet/metresBetween';

/** The fixes of a parked vehicle wander, and its speed with them: it has moved once it is so far from where it stood. */
const STILL_METRES = 60;
/** At a walk it takes so long to get there: who has stayed for longer stands. */
export const SETTLED_MS = 45_000;
/** A fix older than this does not say that a vehicle still stands. */
const FORGET_AFTER_MS = 60_000;

interface Fix {
  readonly longitude: number;
  readonly latitude: number;
}

interface Stand {
  readonly place: Fix;
  readonly since: number;
  readonly seenAt: number;
}

/** Where each vehicle has stayed, and since when, from the fixes that it reports. */
export class StillWatch {
  readonly #stands = new Map<string, Stand>();

  /** A fix came at `at`, in milliseconds. */
  take(vehicleId: string, place: Fix, at: number): void {
    const stand = this.#stands.get(vehicleId);
    const stays =
      stand !== undefined && at - stand.seenAt < FORGET_AFTER_MS && metresBetween(stand.place, place) < STILL_METRES;
    this.#stands.set(vehicleId, stays ? { ...stand, seenAt: at } : { place, since: at, seenAt: at });
  }

  /** For how long it has stood where it is, in milliseconds; 0 while it moves and where nothing is known. */
  stoodMs(vehicleId: string, at: number): number {
    const stand = this.#stands.get(vehicleId);
    if (stand === undefined || at - stand.seenAt >= FORGET_AFTER_MS) return 0;
    const stood = at - stand.since;
    return stood < SETTLED_MS ? 0 : stood;
  }
}
