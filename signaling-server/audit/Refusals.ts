import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { RequestError } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { Audit, AuditEntry } from './Audit';

/** Repetitions within this time of the first are counted in one row, written when the time is over. */
const COUNTED_TOGETHER_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

interface Counted {
  readonly entry: RefusalEntry;
  readonly since: number;
  /** After the first one, which has its row at once. */
  repetitions: { count: number; firstAt: number; lastAt: number } | null;
}

type RefusalEntry = Omit<AuditEntry, 'outcome' | 'repeated'>;

/**
 * Audit rows of what was refused. Nobody waits for them: a refusal is answered even where its row cannot be written.
 * The first has its row at once; the same again within a minute makes one more row with a count, since a row that has
 * been written is never changed.
 */
export class Refusals {
  readonly #counted = new Map<string, Counted>();
  readonly #writing = new Set<Promise<unknown>>();
  /** Those that have their row: one that is passed on is not written again on its way. */
  readonly #recorded = new WeakSet<RequestError>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly deps: { database: Kysely<Schema>; audit: Audit; clock: () => number; log: Logger },
  ) {}

  static create(deps: { database: Kysely<Schema>; audit: Audit; clock: () => number; log: Logger }): Refusals {
    const refusals = new Refusals(deps);
    refusals.#timer = setInterval(
      () => refusals.#writeCounts((since) => since + COUNTED_TOGETHER_MS <= deps.clock()),
      LOOK_EVERY_MS,
    );
    refusals.#timer.unref();
    return refusals;
  }

  /** `error` is what was thrown: however many record it on its way to the caller, it is one refusal. */
  record(entry: RefusalEntry, error?: RequestError): void {
    if (error !== undefined) {
      if (this.#recorded.has(error)) return;
      this.#recorded.add(error);
    }
    const { caller, action, subject, details } = entry;
    const key = JSON.stringify([caller?.session?.id ?? caller?.address, action, subject, details]);
    const now = this.deps.clock();
    const known = this.#counted.get(key);
    if (known === undefined) {
      this.#counted.set(key, { entry, since: now, repetitions: null });
      this.#write({ ...entry, outcome: 'refused' });
    } else if (known.repetitions === null) known.repetitions = { count: 1, firstAt: now, lastAt: now };
    else {
      known.repetitions.count += 1;
      known.repetitions.lastAt = now;
    }
  }

  /** Writes the counts that are still in memory. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#writeCounts(() => true);
    await Promise.all(this.#writing);
  }

  #writeCounts(isOver: (since: number) => boolean): void {
    for (const [key, { entry, since, repetitions }] of [...this.#counted]) {
      if (!isOver(since)) continue;
      this.#counted.delete(key);
      if (repetitions !== null) this.#write({ ...entry, outcome: 'refused', repeated: repetitions });
    }
  }

  #write(entry: AuditEntry): void {
    const { database, audit, log } = this.deps;
    const written = audit.write(database, entry).catch((error: unknown) => {
      log.error({ err: error, action: entry.action }, 'the audit row of a refusal could not be written');
    });
    this.#writing.add(written);
    void written.finally(() => this.#writing.delete(written));
  }
}
