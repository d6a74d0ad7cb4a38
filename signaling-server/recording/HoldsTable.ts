import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type HoldRow = Selectable<Schema['holds']>;

/** Spans of a vehicle's recording that are kept whatever retention says. */
export class HoldsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: HoldRow): Promise<void> {
    await this.database.insertInto('holds').values(row).execute();
  }

  /** Sets the end of the span that an alarm has held so far; null where there is none. */
  async endOfAlarm(alarmId: string, toAt: number): Promise<HoldRow | null> {
    const row = await this.database
      .updateTable('holds')
      .set({ toAt })
      .where('alarmId', '=', alarmId)
      .where('toAt', 'is', null)
      .returningAll()
      .executeTakeFirst();
    return row ?? null;
  }

  async release(id: string, releasedAt: number): Promise<HoldRow | null> {
    const row = await this.database
      .updateTable('holds')
      .set({ releasedAt })
      .where('id', '=', id)
      .where('releasedAt', 'is', null)
      .returningAll()
      .executeTakeFirst();
    return row ?? null;
  }

  /** What is held of one vehicle, or of all; oldest first. */
  async standing(vehicleId?: string): Promise<HoldRow[]> {
    return await this.database
      .selectFrom('holds')
      .selectAll()
      .where('releasedAt', 'is', null)
      .$if(vehicleId !== undefined, (holds) =>
        holds.where((hold) => hold.or([hold('vehicleId', 'is', null), hold('vehicleId', '=', vehicleId ?? '')])),
      )
      .orderBy('fromAt')
      .execute();
  }
}
