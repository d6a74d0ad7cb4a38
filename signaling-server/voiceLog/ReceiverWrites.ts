import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { BurstReceiver } from '@protocol';
import type { Schema } from '../persistence/schema';
import { ReceiversTable, type ReceiverRow } from './ReceiversTable';

/** What a killed server may lose of who heard what; short enough for reports, long enough for one statement. */
const WRITE_EVERY_MS = 500;
const MOST_TRIES = 5;

export interface ReceiverWritesDependencies {
  readonly database: Kysely<Schema>;
  readonly log: Logger;
}

/** Rows on their way into the table of receivers: the newest of each receiver, written together. */
export class ReceiverWrites {
  #waiting = new Map<string, ReceiverRow>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(private readonly dependencies: ReceiverWritesDependencies) {}

  put(burst: { burstId: string; startedAt: number }, receivers: readonly BurstReceiver[]): void {
    for (const receiver of receivers)
      this.#waiting.set(`${burst.burstId} ${receiver.receiverId}`, rowOf(burst, receiver));
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS);
  }

  /** Settles once everything that was put before is written, or will be tried again. Never throws. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #write(): Promise<void> {
    const rows = this.#waiting;
    if (rows.size === 0) return;
    this.#waiting = new Map();
    try {
      await new ReceiversTable(this.dependencies.database).put([...rows.values()]);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.dependencies.log.error({ err: error, rows: rows.size }, 'who heard a burst is not written');
      // Tried again with the newer rows on top, but not for ever: a row that can never be written would block all others.
      if (this.#failures >= MOST_TRIES) return;
      this.#waiting = new Map([...rows, ...this.#waiting]);
      this.#timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS);
    }
  }
}

function rowOf(burst: { burstId: string; startedAt: number }, receiver: BurstReceiver): ReceiverRow {
  const { receiverId, kind, name, forwarded, played, reason } = receiver;
  return {
    burstId: burst.burstId,
    startedAt: burst.startedAt,
    ...{ receiverId, kind, name, reason },
    forwardedPackets: forwarded?.packets ?? null,
    forwardedLost: forwarded?.lost ?? null,
    playedAt: played?.at ?? null,
    playedMs: played?.playedMs ?? null,
    concealedMs: played?.concealedMs ?? null,
    late: played?.late ?? null,
  };
}
