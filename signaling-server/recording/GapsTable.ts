import type { Kysely } from 'kysely';
import type { GapReason } from '@protocol';
import type { Schema } from '../persistence/schema';

export type GapRow = Schema['gaps'];

/** The times in which a track should have been recorded and was not, each with its reason. */
export class GapsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(rows: readonly GapRow[]): Promise<void> {
    if (rows.length > 0) await this.database.insertInto('gaps').values(rows).execute();
  }

  async end(gapId: string, endedAt: number): Promise<void> {
    await this.database.updateTable('gaps').set({ endedAt }).where('id', '=', gapId).execute();
  }

  async correct(gapId: string, startedAt: number, reason: GapReason): Promise<void> {
    await this.database.updateTable('gaps').set({ startedAt, reason }).where('id', '=', gapId).execute();
  }

  /** For one that turned out to be none. */
  async remove(gapId: string): Promise<void> {
    await this.database.deleteFrom('gaps').where('id', '=', gapId).execute();
  }

  open(): Promise<GapRow[]> {
    return this.database.selectFrom('gaps').selectAll().where('endedAt', 'is', null).execute();
  }

  /** The gaps of a vehicle that touch a span, oldest first. */
  ofVehicle(vehicleId: string, from: number, to: number): Promise<GapRow[]> {
    return this.database
      .selectFrom('gaps')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('startedAt', '<=', to)
      .where((gap) => gap.or([gap('endedAt', 'is', null), gap('endedAt', '>=', from)]))
      .orderBy('startedAt')
      .execute();
  }
}
