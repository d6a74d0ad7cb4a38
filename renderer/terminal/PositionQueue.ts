import type { Position } from '@protocol';

/** A fix as the device gives it, before it has its number. */
export type Fix = Omit<Position, 'number'>;

/** Where fixes wait. Kept apart by vehicle, because a tablet may be signed in for another one tomorrow. */
export interface PositionStorage {
  put(vehicleId: string, position: Position): Promise<void>;
  /** The oldest ones, in the order of their numbers. */
  oldest(vehicleId: string, limit: number): Promise<Position[]>;
  removeUpTo(vehicleId: string, number: number): Promise<void>;
  count(vehicleId: string): Promise<number>;
  /** The highest number that waits; 0 where none does. */
  highestNumber(vehicleId: string): Promise<number>;
}

/** A whole day of fixes at 1 Hz; past it the oldest go, since a tablet's storage is not endless. */
const KEPT_POSITIONS = 86_400;
/** At most as many as `fleet:report` takes at once. */
export const BATCH_POSITIONS = 300;
/** The Geolocation API may call several times a second; the record asks for 1 Hz. */
const FIX_INTERVAL_MS = 1000;
/** A fix may come a little early and still belong to the next second. */
const FIX_TOLERANCE_MS = 100;

interface Dependencies {
  vehicleId: string;
  storage: PositionStorage;
  clock: () => number;
  /** Reports a batch and answers up to which number the server has them; throws while there is no connection. */
  report: (positions: Position[]) => Promise<number>;
  kept?: number;
}

/**
 * The fixes of one vehicle on their way to the server: numbered, stored until acknowledged, sent in their own time.
 * Numbers begin at the time of day in milliseconds, so that they rise even after the storage was cleared.
 */
export class PositionQueue {
  private constructor(
    private readonly dependencies: Dependencies,
    private lastNumber: number,
    private waiting: number,
    private lastAt = 0,
    private sending: Promise<void> | null = null,
  ) {}

  static async create(dependencies: Dependencies): Promise<PositionQueue> {
    const { storage, vehicleId } = dependencies;
    return new PositionQueue(dependencies, await storage.highestNumber(vehicleId), await storage.count(vehicleId));
  }

  /** How many fixes wait for their acknowledgement. */
  get length(): number {
    return this.waiting;
  }

  /** The next number lies above this one: what the server has already seen of the vehicle, from whichever tablet. */
  continueAbove(number: number): void {
    this.lastNumber = Math.max(this.lastNumber, number);
  }

  /** Stores a fix and sends what waits; a fix that comes sooner than 1 Hz allows is left out. */
  async add(fix: Fix): Promise<void> {
    if (fix.at - this.lastAt < FIX_INTERVAL_MS - FIX_TOLERANCE_MS && fix.at >= this.lastAt) {
      return;
    }
    this.lastAt = fix.at;
    const { storage, vehicleId, clock, kept = KEPT_POSITIONS } = this.dependencies;
    this.lastNumber = Math.max(this.lastNumber + 1, clock());
    this.waiting += 1;
    await storage.put(vehicleId, { ...fix, number: this.lastNumber });
    if (this.waiting > kept) {
      const [oldest] = await storage.oldest(vehicleId, 1);
      if (oldest) {
        await storage.removeUpTo(vehicleId, oldest.number);
        this.waiting = await storage.count(vehicleId);
      }
    }
    await this.flush();
  }

  /** Sends everything that waits, batch by batch; a refusal or a lost connection leaves the rest for the next call. */
  flush(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    const { storage, vehicleId, report } = this.dependencies;
    for (;;) {
      const batch = await storage.oldest(vehicleId, BATCH_POSITIONS);
      const newest = batch.at(-1);
      if (!newest) {
        this.waiting = 0;
        return;
      }
      let acknowledged: number;
      try {
        acknowledged = await report(batch);
      } catch {
        return;
      }
      // The server may have seen higher numbers from another tablet; what was not in this batch is never dropped.
      await storage.removeUpTo(vehicleId, Math.min(acknowledged, newest.number));
      this.lastNumber = Math.max(this.lastNumber, acknowledged);
      this.waiting = await storage.count(vehicleId);
      if (acknowledged < newest.number) {
        return;
      }
    }
  }
}
