/** Fixes that waited for a network came late for that reason: the quickest of so many says how far a clock is off. */
const LAST_LAGS = 10;
/** A lag from longer ago says nothing of the present. */
const FORGET_AFTER_MS = 60_000;

interface Lag {
  readonly ms: number;
  readonly at: number;
}

/** How far each vehicle's clock is off the server's, from the fixes that it reports. */
export class ClockWatch {
  readonly #lags = new Map<string, Lag[]>();

  /** A fix of the device's moment `deviceAt` came at `at`, both in milliseconds. */
  take(vehicleId: string, deviceAt: number, at: number): void {
    const lags = [...(this.#lags.get(vehicleId) ?? []), { ms: at - deviceAt, at }];
    this.#lags.set(vehicleId, lags.slice(-LAST_LAGS));
  }

  /** Milliseconds that the device is behind; negative where it is ahead, null where too few fixes have come lately. */
  offOf(vehicleId: string, at: number): number | null {
    const lags = (this.#lags.get(vehicleId) ?? []).filter((lag) => at - lag.at < FORGET_AFTER_MS);
    return lags.length < LAST_LAGS / 2 ? null : Math.min(...lags.map(({ ms }) => ms));
  }
}
