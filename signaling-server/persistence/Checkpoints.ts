import { sql, type QueryExecutorProvider } from 'kysely';
import type { Logger } from 'pino';

const CHECKPOINT_EVERY_MS = 15_000;

/**
 * The embedded database runs without PostgreSQL's checkpointer: what was written since the last checkpoint is read again
 * by the start after a crash, which without this would take longer with every hour, and its log would grow for ever. One
 * takes some milliseconds, in its turn behind the transactions.
 */
export class Checkpoints {
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly stores: readonly QueryExecutorProvider[],
    private readonly log: Logger,
    everyMs: number,
  ) {
    this.#timer = setInterval(() => void this.#write(), everyMs);
    this.#timer.unref();
  }

  static create({
    stores,
    log,
    everyMs = CHECKPOINT_EVERY_MS,
  }: {
    stores: readonly QueryExecutorProvider[];
    log: Logger;
    everyMs?: number;
  }): Checkpoints {
    return new Checkpoints(stores, log, everyMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #write(): Promise<void> {
    for (const store of this.stores) {
      try {
        await sql`checkpoint`.execute(store);
      } catch (error) {
        this.log.warn({ err: error }, 'a checkpoint of the embedded database failed');
      }
    }
  }
}
