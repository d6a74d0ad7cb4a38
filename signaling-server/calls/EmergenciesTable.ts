import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type EmergencyRow = Omit<Selectable<Schema['emergencies']>, 'endedAt' | 'endReason'>;
export type EmergencyEnd = NonNullable<Schema['emergencies']['endReason']>;

export class EmergenciesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async start(row: EmergencyRow): Promise<void> {
    await this.database
      .insertInto('emergencies')
      .values({ ...row, endedAt: null, endReason: null })
      .execute();
  }

  /** The same vehicle's or person's emergency goes on in another session. */
  async goOn(emergencyId: string, session: Pick<EmergencyRow, 'sessionId' | 'accountId' | 'name'>): Promise<void> {
    await this.database.updateTable('emergencies').set(session).where('id', '=', emergencyId).execute();
  }

  async end(emergencyId: string, endedAt: number, endReason: EmergencyEnd): Promise<void> {
    await this.database.updateTable('emergencies').set({ endedAt, endReason }).where('id', '=', emergencyId).execute();
  }

  async wasEndedByHand(groupId: string, vehicleId: string, since: number): Promise<boolean> {
    const row = await this.database
      .selectFrom('emergencies')
      .select('id')
      .where('groupId', '=', groupId)
      .where('vehicleId', '=', vehicleId)
      .where('endReason', '=', 'ended')
      .where('endedAt', '>=', since)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Those that run, with the moment of the last word in their group since they began, or of their beginning. */
  async running(): Promise<(EmergencyRow & { lastWordAt: number })[]> {
    const rows = await this.database
      .selectFrom('emergencies')
      .selectAll('emergencies')
      .select((row) =>
        row
          .selectFrom('bursts')
          .select((burst) => burst.fn.max(burst.fn.coalesce('bursts.endedAt', 'bursts.startedAt')).as('at'))
          .whereRef('bursts.groupId', '=', 'emergencies.groupId')
          .as('lastWordAt'),
      )
      .where('endedAt', 'is', null)
      .orderBy('startedAt')
      .execute();
    return rows.map(({ endedAt: _endedAt, endReason: _endReason, lastWordAt, ...row }) => ({
      ...row,
      lastWordAt: Math.max(row.startedAt, lastWordAt ?? 0),
    }));
  }
}
