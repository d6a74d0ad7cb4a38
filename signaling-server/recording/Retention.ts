import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { LEAST_RETENTION_DAYS, retentionCategory, type ReduceAfterDays, type RetentionRules } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { RetentionTable, type Doomed } from './RetentionTable';

const SWEEP_EVERY_MS = 60_000;
/** So few at a time that deleting never crowds out recording; at one a minute it is still ten times what is recorded. */
const SEGMENTS_A_SWEEP = 2_000;

export interface RetentionDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
  /** Tells the recorder, the only one who writes on its volume. False while it is not there. */
  readonly remove: (segments: readonly Doomed[]) => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

/** How long recordings are kept: rules by category, the longest wins, holds go before all. */
export class Retention {
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dependencies: RetentionDependencies,
    private current: RetentionRules,
    private reduceAfter: ReduceAfterDays,
  ) {}

  static async create(dependencies: RetentionDependencies): Promise<Retention> {
    const days = LEAST_RETENTION_DAYS;
    const defaults = { routine: days, alarm: days, burst: days, evidence: days };
    const table = new RetentionTable(dependencies.database);
    const rules = { ...defaults, ...(await table.rules()) };
    const retention = new Retention(dependencies, rules, await table.reduceAfterDays());
    retention.#timer = setInterval(() => {
      retention.#sweeping = retention.sweep();
    }, SWEEP_EVERY_MS);
    return retention;
  }

  get rules(): RetentionRules {
    return this.current;
  }

  /** When only key pictures are kept of what rules keep longer. */
  get reduceAfterDays(): ReduceAfterDays {
    return this.reduceAfter;
  }

  async save(caller: SignedInCaller, rules: RetentionRules, reduceAfter: ReduceAfterDays): Promise<void> {
    const before = this.current;
    await this.dependencies.database.transaction().execute(async (transaction) => {
      await new RetentionTable(transaction).writeRules(rules, reduceAfter, this.dependencies.clock());
      const changed = retentionCategory.options.filter((category) => rules[category] !== before[category]);
      const reduced = (['routine', 'alarm'] as const).filter((one) => reduceAfter[one] !== this.reduceAfter[one]);
      const details = Object.fromEntries([
        ...changed.map((category) => [category, rules[category]]),
        ...reduced.map((category) => [`${category}ReducedAfter`, reduceAfter[category] ?? 'never']),
      ]) as Record<string, number | string>;
      await this.dependencies.audit.write(transaction, { caller, action: 'recording.saveRetention', details });
    });
    this.current = rules;
    this.reduceAfter = reduceAfter;
  }

  /** Handed out as evidence: kept for as long as that is. Give it the transaction of the handing out. */
  async keep(transaction: Kysely<Schema>, span: { vehicleId: string; fromAt: number; toAt: number }): Promise<void> {
    await new RetentionTable(transaction).keep({ ...span, id: randomUUID(), keptAt: this.dependencies.clock() });
  }

  /** Has what nothing keeps any more deleted; the index follows when the recorder's journal says that it was. */
  async sweep(): Promise<void> {
    const { database, remove, log, clock } = this.dependencies;
    try {
      const due = await new RetentionTable(database).due(this.current, clock(), SEGMENTS_A_SWEEP);
      if (due.length === 0) return;
      if (remove(due.map((segment) => ({ ...segment, why: 'expired' as const }))))
        log.info({ segments: due.length }, 'recordings whose time is over are deleted');
    } catch (error) {
      log.error({ err: error }, 'what is due for deletion could not be worked out');
    }
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#sweeping;
  }
}
