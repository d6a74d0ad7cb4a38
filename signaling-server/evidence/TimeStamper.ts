import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { TimeStampState } from '@protocol';
import type { Schema } from '../persistence/schema';
import { askForTimeStamp } from './askForTimeStamp';
import type { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealsTable } from './RecordSealsTable';
import { RecordStampsTable, type RecordStamp } from './RecordStampsTable';
import { stampText } from './sealFormat';

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

export interface TimeStamperDependencies {
  readonly database: Kysely<Schema>;
  readonly files: Pick<RecordHeadFiles, 'addStamp'>;
  /** Of the authority. */
  readonly url: string;
  readonly everyMs: number;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Has the newest head stamped by an authority of time, every so often. A head is bound to all before it, so one stamp
 * vouches for them too. Sealing does not know of it: where the authority is away it is asked again, later and later.
 */
export class TimeStamper {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #failures = 0;
  #failure: TimeStampState['failure'] = null;
  #isClosed = false;

  private constructor(
    private readonly dependencies: TimeStamperDependencies,
    private newest: RecordStamp | null,
  ) {}

  static async create(dependencies: TimeStamperDependencies): Promise<TimeStamper> {
    const stamper = new TimeStamper(dependencies, await new RecordStampsTable(dependencies.database).newest());
    stamper.#schedule();
    return stamper;
  }

  get state(): TimeStampState {
    const { newest } = this;
    return {
      authority: this.dependencies.url,
      newest: newest && { headNumber: newest.headNumber, stampedAt: newest.stampedAt },
      failure: this.#failure,
    };
  }

  /** Asks for a stamp of the newest head, where it has none. Settles whether there is one or not. */
  async stamp(): Promise<void> {
    this.#running = this.#running.then(async () => await this.#stampNewest());
    await this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const retryMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(
      () => void this.stamp().then(() => this.#schedule()),
      this.#failures > 0 ? Math.min(retryMs, this.dependencies.everyMs) : this.dependencies.everyMs,
    );
    this.#timer.unref();
  }

  async #stampNewest(): Promise<void> {
    const { database, files, url, log, clock } = this.dependencies;
    try {
      const head = await new RecordSealsTable(database).newestHead();
      if (this.#isClosed || head === null || head.number === this.newest?.headNumber) return;
      const { stampedAt, token } = await askForTimeStamp(url, stampText(head));
      const stamp = { headNumber: head.number, stampedAt, authority: url, token, receivedAt: clock() };
      // The file first: a stamp that it has twice is a stamp all the same.
      await files.addStamp(stamp);
      await new RecordStampsTable(database).add(stamp);
      this.newest = stamp;
      if (this.#failure !== null) log.info({ url }, 'the authority of time answers again');
      this.#failures = 0;
      this.#failure = null;
    } catch (error) {
      const why = reasonOf(error);
      if (this.#failure === null) log.warn({ url, why }, 'the authority of time gave no stamp; it is asked again');
      this.#failures += 1;
      this.#failure = { since: this.#failure?.since ?? clock(), why };
    }
  }
}

/** Of a failed request the cause says more than the error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
