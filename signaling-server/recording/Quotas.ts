import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { PlaceQuota } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { QuotasTable } from './QuotasTable';

const MEASURE_EVERY_MS = 60_000;
/** Routine recording goes on once so much of the quota is free again, so that it does not stop and go. */
const MARGIN_SHARE = 0.01;

export interface QuotasDependencies {
  readonly database: Kysely<Schema>;
  readonly places: Pick<Places, 'all' | 'lineage' | 'everyPlaceUnder'>;
  readonly audit: Pick<Audit, 'write'>;
  /** Told when a place comes to its quota, or has room again. */
  readonly onChanged: () => void;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * How much a place, with all under it, may record. Where that is reached new routine recording stops there, as on a full
 * disk: a gap that says so, and an alarm. Nothing is deleted for it, and whoever calls for help is recorded all the same.
 */
export class Quotas {
  #timer: NodeJS.Timeout | null = null;
  #usage: ReadonlyMap<string, number> = new Map();
  #full: ReadonlySet<string> = new Set();
  #measuring: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dependencies: QuotasDependencies,
    private limits: ReadonlyMap<string, number>,
  ) {}

  static async create(dependencies: QuotasDependencies): Promise<Quotas> {
    const quotas = new Quotas(dependencies, await new QuotasTable(dependencies.database).all());
    await quotas.measure();
    quotas.#timer = setInterval(() => {
      // Counting every segment costs something, and without a quota nobody needs it.
      if (quotas.limits.size > 0) quotas.#measuring = quotas.measure();
    }, MEASURE_EVERY_MS);
    return quotas;
  }

  /** True where nothing more may be recorded for a place, by its own quota or by one above it. */
  isReached(placeId: string): boolean {
    return this.dependencies.places.lineage(placeId).some((id) => this.#full.has(id));
  }

  /** Of every place, as it was counted last. */
  report(): PlaceQuota[] {
    return this.dependencies.places.all().map(({ id, name, parentId }) => ({
      ...{ placeId: id, name, parentId, bytes: this.limits.get(id) ?? null },
      ...{ usedBytes: this.#usedUnder(id), isReached: this.#full.has(id) },
    }));
  }

  /** `bytes` null for none. */
  async save(caller: SignedInCaller, placeId: string, bytes: number | null): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      const table = new QuotasTable(transaction);
      await (bytes === null ? table.remove(placeId) : table.put(placeId, bytes, clock()));
      const details = { bytes: bytes ?? 'none' };
      await audit.write(transaction, { caller, action: 'recording.saveQuota', placeId, details });
    });
    this.limits = await new QuotasTable(database).all();
    await this.measure();
  }

  async measure(): Promise<void> {
    const { database, onChanged, log } = this.dependencies;
    try {
      this.#usage = await new QuotasTable(database).usage();
    } catch (error) {
      return log.error({ err: error }, 'how much places have recorded could not be counted');
    }
    const before = this.#full;
    this.#full = new Set(
      [...this.limits].flatMap(([placeId, limit]) => {
        const margin = before.has(placeId) ? limit * MARGIN_SHARE : 0;
        return this.#usedUnder(placeId) >= limit - margin ? placeId : [];
      }),
    );
    if (this.#full.size !== before.size || [...this.#full].some((id) => !before.has(id))) onChanged();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#measuring;
  }

  #usedUnder(placeId: string): number {
    const under = this.dependencies.places.everyPlaceUnder(placeId);
    return under.reduce((sum, id) => sum + (this.#usage.get(id) ?? 0), 0);
  }
}
