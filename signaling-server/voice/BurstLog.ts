import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { BurstEndReason } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { BurstsTable, type BurstRow } from './BurstsTable';

export interface BurstLogDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'add'>;
  log: Logger;
  clock: () => number;
}

/** The record of who spoke where, when, and why it ended. */
export class BurstLog {
  private constructor(private readonly dependencies: BurstLogDependencies) {}

  /** `longestMs` is the talk limit: no burst that a dead server left open can have lasted longer. */
  static async create(dependencies: BurstLogDependencies, longestMs: number): Promise<BurstLog> {
    const { database, clock, log } = dependencies;
    const ended = await new BurstsTable(database).endLeftOpen(clock(), longestMs);
    if (ended > 0) log.warn({ bursts: ended }, 'bursts that the last run left open were ended');
    return new BurstLog(dependencies);
  }

  /** The burst and its audit row, or neither. */
  async begin(caller: SignedInCaller, burst: BurstRow): Promise<void> {
    const { database, audit } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new BurstsTable(transaction).begin(burst);
      await audit.write(transaction, {
        caller,
        action: 'voice.speak',
        subject: { kind: 'group', id: burst.groupId },
        placeId: burst.placeId,
        details: { burst: burst.id, group: burst.groupName },
      });
    });
  }

  /** Never throws: a burst whose end cannot be written now is ended at the next start. */
  async end(burst: BurstRow, endedAt: number, reason: BurstEndReason): Promise<void> {
    const { database, feed, log } = this.dependencies;
    try {
      await new BurstsTable(database).end(burst.id, endedAt, reason);
      await feed.add({
        kind: 'burst',
        placeId: burst.placeId,
        vehicleId: burst.vehicleId,
        details: {
          speaker: burst.speakerName,
          group: burst.groupName,
          seconds: Math.round((endedAt - burst.startedAt) / 100) / 10,
          reason,
        },
      });
    } catch (error) {
      log.error({ err: error, burst: burst.id }, 'the end of a burst was not written');
    }
  }
}
