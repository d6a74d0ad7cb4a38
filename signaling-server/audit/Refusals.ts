import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../persistence/schema';
import type { Audit, AuditEntry } from './Audit';
import { AuditTable } from './AuditTable';

/** Repetitions within this time of the first are counted in its row. */
const SAME_ROW_MS = 60_000;
const WRITE_COUNTS_MS = 1_000;

interface Counted {
  row: Promise<number | null>;
  firstAt: number;
  lastAt: number;
  unwritten: number;
}

/**
 * Audit rows of what was refused. Nobody waits for them: a refusal is answered even where its row cannot be written,
 * and many of the same make one row with a count.
 */
export class Refusals {
  readonly #counted = new Map<string, Counted>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly deps: { database: Kysely<Schema>; audit: Audit; clock: () => number; log: Logger },
  ) {}

  static create(deps: { database: Kysely<Schema>; audit: Audit; clock: () => number; log: Logger }): Refusals {
    const refusals = new Refusals(deps);
    refusals.#timer = setInterval(() => void refusals.#writeCounts(), WRITE_COUNTS_MS);
    refusals.#timer.unref();
    return refusals;
  }

  record(entry: Omit<AuditEntry, 'outcome'>): void {
    const { caller, action, subject, details } = entry;
    const key = JSON.stringify([caller?.session?.id ?? caller?.address, action, subject, details]);
    const now = this.deps.clock();
    const known = this.#counted.get(key);
    if (known !== undefined && now - known.firstAt < SAME_ROW_MS) {
      known.lastAt = now;
      known.unwritten += 1;
      return;
    }
    const row = this.deps.audit.write(this.deps.database, { ...entry, outcome: 'refused' }).catch((error: unknown) => {
      this.deps.log.error({ error, action }, 'the audit row of a refusal could not be written');
      return null;
    });
    // The count of an older row under this key is written with the others before it is forgotten.
    if (known !== undefined) this.#counted.set(`${key}@${known.firstAt}`, known);
    this.#counted.set(key, { row, firstAt: now, lastAt: now, unwritten: 0 });
  }

  /** Writes the counts that are still in memory. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#writeCounts();
    await Promise.all([...this.#counted.values()].map(({ row }) => row));
  }

  async #writeCounts(): Promise<void> {
    const now = this.deps.clock();
    const table = new AuditTable(this.deps.database);
    for (const [key, counted] of [...this.#counted]) {
      const { unwritten, lastAt } = counted;
      if (unwritten === 0) {
        if (now - counted.firstAt >= SAME_ROW_MS) this.#counted.delete(key);
        continue;
      }
      counted.unwritten = 0;
      const number = await counted.row;
      if (number === null) continue;
      await table.countAgain(number, unwritten, lastAt).catch((error: unknown) => {
        counted.unwritten += unwritten;
        this.deps.log.error({ error }, 'the count of repeated refusals could not be written');
      });
    }
  }
}
