import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { BurstEndReason, FloorEventLine, Position } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { BurstsTable, type BurstRow } from './BurstsTable';

export interface BurstLogDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'add'>;
  /** Where a speaker's vehicle is, if anyone knows. */
  fleet: { vehicles(): readonly { id: string; position?: Position | null }[] };
  log: Logger;
}

/** The record of who spoke where, when, and why it ended. What a dead server left open `LeftOpenBursts` ends. */
export class BurstLog {
  constructor(private readonly dependencies: BurstLogDependencies) {}

  /** The burst and its audit row, or neither. */
  async begin(caller: SignedInCaller, burst: BurstRow): Promise<void> {
    const { database, audit } = this.dependencies;
    const position = this.#positionOf(burst.vehicleId);
    await database.transaction().execute(async (transaction) => {
      await new BurstsTable(transaction).begin(burst, position);
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
  async end(
    burst: BurstRow,
    endedAt: number,
    reason: BurstEndReason,
    floorEvents: readonly FloorEventLine[] = [],
  ): Promise<void> {
    const { database, feed, log } = this.dependencies;
    try {
      await new BurstsTable(database).end(burst.id, { endedAt, reason, floorEvents });
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

  #positionOf(vehicleId: string | null): { longitude: number; latitude: number; at: number } | null {
    if (vehicleId === null) return null;
    const position = this.dependencies.fleet.vehicles().find(({ id }) => id === vehicleId)?.position;
    return position ? { longitude: position.longitude, latitude: position.latitude, at: position.at } : null;
  }
}
