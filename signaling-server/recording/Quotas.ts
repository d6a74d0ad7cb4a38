import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { PlaceQuota, VehicleQuota } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Fleet } from '../fleet/Fleet';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { QuotasTable, type BytesById } from './QuotasTable';

const MEASURE_EVERY_MS = 60_000;
/** Routine recording goes on once so much of the quota is free again, so that it does not stop and go. */
const MARGIN_SHARE = 0.01;

export interface QuotasDependencies {
  readonly database: Kysely<Schema>;
  readonly places: Pick<Places, 'all' | 'lineage' | 'everyPlaceUnder'>;
  readonly fleet: Pick<Fleet, 'vehicles'>;
  readonly audit: Pick<Audit, 'write'>;
  /** Told when a place or a vehicle comes to its quota, or has room again. */
  readonly onChanged: () => void;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Quotas, and which of them are reached. */
interface Limits {
  readonly bytes: BytesById;
  readonly reached: ReadonlySet<string>;
}

const NO_LIMITS: Limits = { bytes: new Map(), reached: new Set() };

/**
 * How much a place, with all under it, and how much a single vehicle may record. Where that is reached new routine
 * recording stops there, as on a full disk: a gap that says so, and an alarm. Nothing is deleted for it, and whoever
 * calls for help is recorded all the same.
 */
export class Quotas {
  #timer: NodeJS.Timeout | null = null;
  #usage: Awaited<ReturnType<QuotasTable['usage']>> = { places: new Map(), vehicles: new Map() };
  #places = NO_LIMITS;
  #vehicles = NO_LIMITS;
  #measuring: Promise<void> = Promise.resolve();

  private constructor(private readonly dependencies: QuotasDependencies) {}

  static async create(dependencies: QuotasDependencies): Promise<Quotas> {
    const quotas = new Quotas(dependencies);
    await quotas.#read();
    quotas.#timer = setInterval(() => {
      // Counting every segment costs something, and without a quota nobody needs it.
      if (quotas.#places.bytes.size + quotas.#vehicles.bytes.size > 0) quotas.#measuring = quotas.measure();
    }, MEASURE_EVERY_MS);
    return quotas;
  }

  /** True where nothing more may be recorded of a vehicle: by its own quota, its place's or by one above that. */
  isReached({ id, placeId }: { readonly id: string; readonly placeId: string }): boolean {
    const { reached } = this.#places;
    return this.#vehicles.reached.has(id) || this.dependencies.places.lineage(placeId).some((one) => reached.has(one));
  }

  /** Of every place, as it was counted last. */
  report(): PlaceQuota[] {
    const { bytes, reached } = this.#places;
    return this.dependencies.places.all().map(({ id, name, parentId }) => ({
      ...{ placeId: id, name, parentId, bytes: bytes.get(id) ?? null },
      ...{ usedBytes: this.#usedUnder(id), isReached: reached.has(id) },
    }));
  }

  /** Of every vehicle, as it was counted last. */
  reportVehicles(): VehicleQuota[] {
    const { bytes, reached } = this.#vehicles;
    const ids = new Set([...this.dependencies.fleet.vehicles().map(({ id }) => id), ...bytes.keys()]);
    return [...ids].map((vehicleId) => ({
      ...{ vehicleId, bytes: bytes.get(vehicleId) ?? null },
      ...{ usedBytes: this.#usage.vehicles.get(vehicleId) ?? 0, isReached: reached.has(vehicleId) },
    }));
  }

  /** `bytes` null for none. */
  async save(caller: SignedInCaller, placeId: string, bytes: number | null): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new QuotasTable(transaction).putPlace(placeId, bytes, clock());
      const details = { bytes: bytes ?? 'none' };
      await audit.write(transaction, { caller, action: 'recording.saveQuota', placeId, details });
    });
    await this.#read();
  }

  /** `bytes` null for none. `placeId` is where the vehicle belongs. */
  async saveVehicle(
    caller: SignedInCaller,
    { vehicleId, placeId, bytes }: { vehicleId: string; placeId: string; bytes: number | null },
  ): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new QuotasTable(transaction).putVehicle(vehicleId, bytes, clock());
      const subject = { kind: 'vehicle' as const, id: vehicleId };
      const details = { bytes: bytes ?? 'none' };
      await audit.write(transaction, { caller, action: 'recording.saveVehicleQuota', subject, placeId, details });
    });
    await this.#read();
  }

  async measure(): Promise<void> {
    const { database, onChanged, log } = this.dependencies;
    try {
      this.#usage = await new QuotasTable(database).usage();
    } catch (error) {
      return log.error({ err: error }, 'how much places have recorded could not be counted');
    }
    const before = [this.#places.reached, this.#vehicles.reached];
    this.#places = reachedOf(this.#places, (placeId) => this.#usedUnder(placeId));
    this.#vehicles = reachedOf(this.#vehicles, (vehicleId) => this.#usage.vehicles.get(vehicleId) ?? 0);
    const after = [this.#places.reached, this.#vehicles.reached];
    if (after.some((reached, index) => !isSame(reached, before[index] ?? new Set()))) onChanged();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#measuring;
  }

  async #read(): Promise<void> {
    const table = new QuotasTable(this.dependencies.database);
    this.#places = { ...this.#places, bytes: await table.ofPlaces() };
    this.#vehicles = { ...this.#vehicles, bytes: await table.ofVehicles() };
    await this.measure();
  }

  #usedUnder(placeId: string): number {
    const under = this.dependencies.places.everyPlaceUnder(placeId);
    return under.reduce((sum, id) => sum + (this.#usage.places.get(id) ?? 0), 0);
  }
}

function reachedOf({ bytes, reached }: Limits, usedBy: (id: string) => number): Limits {
  const full = [...bytes].flatMap(([id, limit]) => {
    const margin = reached.has(id) ? limit * MARGIN_SHARE : 0;
    return usedBy(id) >= limit - margin ? id : [];
  });
  return { bytes, reached: new Set(full) };
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
