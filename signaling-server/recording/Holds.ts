import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { Caller, SignedInCaller } from '../wire/Caller';
import { HoldsTable, type HoldRow } from './HoldsTable';

/** Why a span is kept. */
export type HoldReason = 'sos' | 'reindexed';

/** A call for help begins before the press: what led to it is held from so long before. */
export const HELD_BEFORE_MS = 60_000;

/** What a hold is begun with. */
export interface HeldSpan {
  /** Null for everything that is recorded. */
  readonly vehicleId: string | null;
  readonly placeId: string;
  /** Milliseconds, on the server's clock. */
  readonly fromAt: number;
  readonly reason: HoldReason;
  readonly alarmId: string | null;
}

/**
 * Recordings that retention must leave alone: of one vehicle, from a moment to another (or on and on), until somebody
 * releases them. A change is written in the transaction that it is given, with its audit row.
 */
export class Holds {
  constructor(private readonly deps: { database: Kysely<Schema>; audit: Pick<Audit, 'write'>; clock: () => number }) {}

  async begin(transaction: Kysely<Schema>, caller: Caller | null, span: HeldSpan): Promise<HoldRow> {
    const row: HoldRow = { ...span, id: randomUUID(), toAt: null, begunAt: this.deps.clock(), releasedAt: null };
    await new HoldsTable(transaction).add(row);
    await this.#audit(transaction, caller, 'recording.hold', row);
    return row;
  }

  /** The alarm is over: what was recorded until now stays held. Of no effect where the alarm holds nothing. */
  async end(transaction: Kysely<Schema>, caller: Caller | null, alarmId: string, at: number): Promise<void> {
    const row = await new HoldsTable(transaction).endOfAlarm(alarmId, at);
    if (row !== null) await this.#audit(transaction, caller, 'recording.holdEnded', row);
  }

  /** Retention may have it from now on. Throws `not-found` where nothing is held under this id. */
  async release(caller: SignedInCaller, holdId: string, why: string): Promise<void> {
    await this.deps.database.transaction().execute(async (transaction) => {
      const row = await new HoldsTable(transaction).release(holdId, this.deps.clock());
      if (row === null) throw new RequestError('not-found', 'nothing is held under this id');
      await this.#audit(transaction, caller, 'recording.releaseHold', row, { why });
    });
  }

  /** Everything that is held, of one vehicle or of all, oldest first. */
  async standing(vehicleId?: string): Promise<HoldRow[]> {
    return await new HoldsTable(this.deps.database).standing(vehicleId);
  }

  async #audit(
    database: Kysely<Schema>,
    caller: Caller | null,
    action: string,
    row: HoldRow,
    more: Record<string, string> = {},
  ): Promise<void> {
    await this.deps.audit.write(database, {
      caller,
      action,
      ...(row.vehicleId === null ? {} : { subject: { kind: 'vehicle', id: row.vehicleId } }),
      placeId: row.placeId,
      details: { reason: row.reason, from: row.fromAt, ...(row.toAt === null ? {} : { to: row.toAt }), ...more },
    });
  }
}

/** Whether one of the holds of a vehicle covers a part of a span of its recording. */
export function isHeld(holds: readonly HoldRow[], span: { startedAt: number; endedAt: number }): boolean {
  return holds.some(
    ({ fromAt, toAt, releasedAt }) =>
      releasedAt === null && fromAt <= span.endedAt && (toAt === null || span.startedAt <= toAt),
  );
}
