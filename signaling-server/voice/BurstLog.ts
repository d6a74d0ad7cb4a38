import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { BurstEndReason, FloorEventLine, Position } from '@protocol';
import type { Audit, AuditEntry } from '../audit/Audit';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { BurstJournal, type BegunBurst } from './BurstJournal';
import { BurstsTable, type BurstEnd, type BurstRow, type SpeakerPosition } from './BurstsTable';

/** How long bursts are gathered to be written together; until then they stand in the journal. */
const GATHER_MS = 25;

export interface BurstLogDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'writeAll'>;
  feed: Pick<Feed, 'addAll'>;
  /** Where a speaker's vehicle is, if anyone knows. */
  fleet: { vehicles(): readonly { id: string; position?: Position | null }[] };
  /** Of this log alone; in the data folder. */
  burstJournalFile: string;
  log: Logger;
}

interface End {
  readonly caller: SignedInCaller;
  readonly row: BurstRow;
  readonly end: BurstEnd;
}

interface Entry {
  readonly begin: BegunBurst | null;
  readonly end: End | null;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The record of who spoke where, when, and why it ended. Written in group commits, a few dozen transactions a second
 * however many speak: one transaction for each would bring the embedded database to its limit at a hundred bursts a
 * second, and everything that waits for it to a halt. Whoever is heard stands in the journal before, so that the death of
 * the server loses no burst. What a dead server left open `LeftOpenBursts` ends.
 */
export class BurstLog {
  #waiting: Entry[] = [];
  #isWriting = false;

  private constructor(
    private readonly dependencies: BurstLogDependencies,
    private readonly journal: BurstJournal,
  ) {}

  /** Writes first what a dead server had begun and not written. */
  static async create(dependencies: BurstLogDependencies): Promise<BurstLog> {
    const burstLog = new BurstLog(dependencies, BurstJournal.create(dependencies.burstJournalFile));
    await burstLog.#writeLeft();
    return burstLog;
  }

  /**
   * The burst and its audit row, or neither. It stands in the journal when this returns; the promise settles once both
   * are written, and fails where they cannot be.
   */
  begin(caller: SignedInCaller, row: BurstRow): Promise<void> {
    const { id, accountId, name } = caller.session;
    const speaker = { address: caller.address, session: { id, accountId, name } };
    const begin: BegunBurst = { speaker, row, position: this.#positionOf(row.vehicleId) };
    try {
      this.journal.note(begin);
    } catch (error) {
      // The database may still take it, and where that cannot write either, the burst is revoked.
      this.dependencies.log.error({ err: error, burst: row.id }, 'a burst is not in the journal');
    }
    return this.#put({ begin, end: null });
  }

  /** With an audit row. Never throws: a burst whose end cannot be written now is ended at the next start. */
  async end(
    caller: SignedInCaller,
    row: BurstRow,
    endedAt: number,
    reason: BurstEndReason,
    floorEvents: readonly FloorEventLine[] = [],
  ): Promise<void> {
    try {
      await this.#put({ begin: null, end: { caller, row, end: { burstId: row.id, endedAt, reason, floorEvents } } });
    } catch (error) {
      this.dependencies.log.error({ err: error, burst: row.id }, 'the end of a burst was not written');
    }
  }

  /** Nothing may be put in any more. */
  close(): void {
    this.journal.close();
  }

  async #writeLeft(): Promise<void> {
    const { database, log } = this.dependencies;
    const { left } = this.journal;
    if (left.length === 0) return;
    const known = new Set(await new BurstsTable(database).known(left.map(({ row }) => row.id)));
    this.#forget([...known]);
    const missing = left.filter(({ row }) => !known.has(row.id));
    for (const begin of missing) {
      // One that can never be written must not keep the server from starting; it stays in the journal.
      await this.#commit([entryOf(begin)]).catch((error: unknown) =>
        log.error({ err: error, burst: begin.row.id }, 'a burst of the last run is not written'),
      );
    }
    if (missing.length > 0)
      log.warn({ bursts: missing.length }, 'bursts of the last run were written from the journal');
  }

  #put(what: Pick<Entry, 'begin' | 'end'>): Promise<void> {
    const written = new Promise<void>((resolve, reject) =>
      this.#waiting.push({ ...what, written: resolve, failed: reject }),
    );
    if (!this.#isWriting) void this.#writeAll();
    return written;
  }

  /** Never throws: each entry is told by itself whether it is written. */
  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      const entries = this.#waiting;
      this.#waiting = [];
      try {
        await this.#commit(entries);
        entries.forEach(({ written }) => written());
      } catch {
        // One that can never be written must not take the others with it.
        for (const entry of entries) {
          await this.#commit([entry]).then(entry.written, (error: unknown) => {
            if (entry.begin) this.#forget([entry.begin.row.id]);
            entry.failed(error);
          });
        }
      }
    }
    // At once, and not when the promise settles: what is put in between would be left lying.
    this.#isWriting = false;
  }

  async #commit(entries: readonly Entry[]): Promise<void> {
    const { database, audit, feed } = this.dependencies;
    const begun = entries.flatMap(({ begin }) => begin ?? []);
    const ended = entries.flatMap(({ end }) => end ?? []);
    const tell = await database.transaction().execute(async (transaction) => {
      const table = new BurstsTable(transaction);
      await table.beginAll(begun);
      await audit.writeAll(
        transaction,
        begun.map(({ speaker, row }) => ({
          caller: speaker,
          action: 'voice.speak',
          subject: { kind: 'group', id: row.groupId },
          placeId: row.placeId,
          details: { burst: row.id, group: row.groupName },
          // It began when it did, whenever it comes to be written.
          repeated: { count: 1, firstAt: row.startedAt, lastAt: row.startedAt },
        })),
      );
      await table.endAll(ended.map(({ end }) => end));
      await audit.writeAll(
        transaction,
        ended.map(({ caller, row, end }) => endOfSpeech(end.reason === 'released' ? caller : null, row, end)),
      );
      return await feed.addAll(transaction, ended.map(factOf));
    });
    this.#forget(begun.map(({ row }) => row.id));
    tell();
  }

  /** A line too many in the journal does no harm: the next start finds its burst on record. */
  #forget(burstIds: readonly string[]): void {
    try {
      this.journal.forget(burstIds);
    } catch (error) {
      this.dependencies.log.warn({ err: error }, 'the journal of bursts was not shortened');
    }
  }

  #positionOf(vehicleId: string | null): SpeakerPosition {
    if (vehicleId === null) return null;
    const position = this.dependencies.fleet.vehicles().find(({ id }) => id === vehicleId)?.position;
    return position ? { longitude: position.longitude, latitude: position.latitude, at: position.at } : null;
  }
}

/** The audit row of a burst's end; `caller` is null where the server ended it. */
export function endOfSpeech(
  caller: SignedInCaller | null,
  {
    id,
    groupId,
    groupName,
    placeId,
    speakerName,
  }: Pick<BurstRow, 'id' | 'groupId' | 'groupName' | 'placeId' | 'speakerName'>,
  { reason }: Pick<BurstEnd, 'reason'>,
): AuditEntry {
  return {
    caller,
    action: 'voice.endOfSpeech',
    subject: { kind: 'group', id: groupId },
    placeId,
    details: { burst: id, group: groupName, speaker: speakerName, reason },
  };
}

/** One that nobody waits for. */
function entryOf(begin: BegunBurst): Entry {
  return { begin, end: null, written: () => undefined, failed: () => undefined };
}

function factOf({ row, end }: Pick<End, 'row' | 'end'>): FeedFact {
  return {
    kind: 'burst',
    placeId: row.placeId,
    vehicleId: row.vehicleId,
    details: {
      speaker: row.speakerName,
      group: row.groupName,
      seconds: Math.round((end.endedAt - row.startedAt) / 100) / 10,
      reason: end.reason,
    },
  };
}
