import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import { endOfSpeech } from '../voice/BurstLog';
import { BurstsTable, type LeftOpenBurst } from '../voice/BurstsTable';

const ASK_EVERY_MS = 500;
/** By then the recorder has closed what it was writing for the dead server, or is gone too. */
const WAIT_FOR_RECORDER_MS = 10_000;

export interface LeftOpenBurstsDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly waitMs?: number;
}

/**
 * Ends the bursts that a dead server left open, with the reason, where their recorded sound ends: the index of
 * recordings knows that as soon as the recorder has closed their files. One of which nothing was recorded ends where it began.
 */
export class LeftOpenBursts {
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void>;
  #closed = false;

  private constructor(
    private readonly dependencies: LeftOpenBurstsDependencies,
    private readonly startedAt: number,
  ) {
    this.#work = this.#step();
  }

  /** Begun once the recorder's journals have been taken in; goes on beside the start. */
  static create(dependencies: LeftOpenBurstsDependencies): LeftOpenBursts {
    return new LeftOpenBursts(dependencies, dependencies.clock());
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#work;
  }

  async #step(): Promise<void> {
    const { database, log, clock, waitMs = WAIT_FOR_RECORDER_MS } = this.dependencies;
    try {
      const open = await new BurstsTable(database).leftOpen(this.startedAt);
      const mayGrow = clock() - this.startedAt < waitMs;
      let waiting = 0;
      for (const burst of open) {
        const { end, growing } = await new BurstsTable(database).recorded(burst.id);
        if (growing && mayGrow) waiting += 1;
        else await this.#end(burst, Math.max(burst.startedAt, end ?? 0));
      }
      if (open.length > waiting)
        log.warn({ bursts: open.length - waiting }, 'bursts that the last run left open were ended');
      if (waiting === 0) return;
    } catch (error) {
      log.error({ err: error }, 'bursts that the last run left open are not ended yet');
    }
    if (!this.#closed) {
      this.#timer = setTimeout(() => {
        this.#work = this.#step();
      }, ASK_EVERY_MS);
    }
  }
  /** With its audit row, or neither. */
  async #end(burst: LeftOpenBurst, endedAt: number): Promise<void> {
    const { database, audit } = this.dependencies;
    const reason = 'server-restarted';
    await database.transaction().execute(async (transaction) => {
      await new BurstsTable(transaction).end(burst.id, { endedAt, reason });
      await audit.write(transaction, endOfSpeech(null, burst, { reason }));
    });
  }
}
