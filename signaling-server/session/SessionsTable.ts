import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type SessionRow = Selectable<Schema['sessions']>;

export class SessionsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Sessions that have not ended, with the name of whose they are. */
  async open(): Promise<(SessionRow & { name: string })[]> {
    return await this.database
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.id', 'sessions.accountId')
      .selectAll('sessions')
      .select('accounts.name')
      .where('sessions.endedAt', 'is', null)
      .execute();
  }

  async openIds(): Promise<Set<string>> {
    const rows = await this.database.selectFrom('sessions').select('id').where('endedAt', 'is', null).execute();
    return new Set(rows.map(({ id }) => id));
  }

  async add(row: SessionRow): Promise<void> {
    await this.database.insertInto('sessions').values(row).execute();
  }

  /** The vehicle of a tablet's last session that began at or before a moment, of which fractions of a millisecond count. */
  async vehicleOfDevice(deviceId: string, at: number): Promise<string | null> {
    const row = await this.database
      .selectFrom('sessions')
      .select('vehicleId')
      .where('deviceId', '=', deviceId)
      .where('startedAt', '<=', Math.floor(at))
      .orderBy('startedAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.vehicleId ?? null;
  }

  /** Whether a tablet was ever signed in for a vehicle. */
  async hadVehicle(deviceId: string, vehicleId: string): Promise<boolean> {
    const row = this.database.selectFrom('sessions').select('id').where('deviceId', '=', deviceId);
    return (await row.where('vehicleId', '=', vehicleId).limit(1).executeTakeFirst()) !== undefined;
  }

  async end(sessionIds: readonly string[], endedAt: number, endReason: string): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.database
      .updateTable('sessions')
      .set({ endedAt, endReason })
      .where('id', 'in', sessionIds)
      .where('endedAt', 'is', null)
      .execute();
  }
}
