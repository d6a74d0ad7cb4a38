import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { BurstEndReason, FloorEventLine, Position } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { BurstsTable, type BurstEnd, type BurstRow, type SpeakerPosition } from './BurstsTable';

/** How long bursts are gathered to be written together. It is also what a killed server may lose of their rows. */
const GATHER_MS = 25;

export interface BurstLogDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'writeAll'>;
  feed: Pick<Feed, 'addAll'>;
  /** Where a speaker's vehicle is, if anyone knows. */
  fleet: { vehicles(): readonly { id: string; position?: Position | null }[] };
  log: Logger;
}

interface Begin {
  readonly caller: SignedInCaller;
  readonly row: BurstRow;
  readonly position: SpeakerPosition;
}

interface Entry {
  readonly begin: Begin | null;
  readonly end: { readonly row: BurstRow; readonly end: BurstEnd } | null;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The record of who spoke where, when, and why it ended. Written in group commits, a few dozen transactions a second
 * however many speak: one transaction for each would bring the embedded database to its limit at a hundred bursts a
 * second, and everything that waits for it to a halt. What a dead server left open `LeftOpenBursts` ends.
 */
export class BurstLog {
  #waiting: Entry[] = [];
  #isWriting = false;

  constructor(private readonly dependencies: BurstLogDependencies) {}

  /** The burst and its audit row, or neither. Settles once they are written. */
  begin(caller: SignedInCaller, row: BurstRow): Promise<void> {
    return this.#put({ begin: { caller, row, position: this.#positionOf(row.vehicleId) }, end: null });
  }

  /** Never throws: a burst whose end cannot be written now is ended at the next start. */
  async end(
    row: BurstRow,
    endedAt: number,
    reason: BurstEndReason,
    floorEvents: readonly FloorEventLine[] = [],
  ): Promise<void> {
    try {
      await this.#put({ begin: null, end: { row, end: { burstId: row.id, endedAt, reason, floorEvents } } });
    } catch (error) {
      this.dependencies.log.error({ err: error, burst: row.id }, 'the end of a burst was not written');
    }
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
        for (const entry of entries) await this.#commit([entry]).then(entry.written, entry.failed);
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
        begun.map(({ caller, row }) => ({
          caller,
          action: 'voice.speak',
          subject: { kind: 'group', id: row.groupId },
          placeId: row.placeId,
          details: { burst: row.id, group: row.groupName },
        })),
      );
      await table.endAll(ended.map(({ end }) => end));
      return await feed.addAll(transaction, ended.map(factOf));
    });
    tell();
  }

  #positionOf(vehicleId: string | null): SpeakerPosition {
    if (vehicleId === null) return null;
    const position = this.dependencies.fleet.vehicles().find(({ id }) => id === vehicleId)?.position;
    return position ? { longitude: position.longitude, latitude: position.latitude, at: position.at } : null;
  }
}

function factOf({ row, end }: { row: BurstRow; end: BurstEnd }): FeedFact {
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
