import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type AmbientListeningRow = Selectable<Schema['ambientListenings']>;

export class AmbientListeningsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async begin(row: Omit<AmbientListeningRow, 'endedAt'>): Promise<void> {
    await this.database
      .insertInto('ambientListenings')
      .values({ ...row, endedAt: null })
      .execute();
  }

  async end(listeningId: string, endedAt: number): Promise<void> {
    await this.database.updateTable('ambientListenings').set({ endedAt }).where('id', '=', listeningId).execute();
  }

  async find(listeningId: string): Promise<AmbientListeningRow | null> {
    const row = await this.database
      .selectFrom('ambientListenings')
      .selectAll()
      .where('id', '=', listeningId)
      .executeTakeFirst();
    return row ?? null;
  }

  /** What a dead server left running. */
  async leftOpen(): Promise<AmbientListeningRow[]> {
    return await this.database.selectFrom('ambientListenings').selectAll().where('endedAt', 'is', null).execute();
  }

  /** Those of one vehicle that have ended since a moment, newest first. */
  async endedOf(vehicleId: string, after: number): Promise<AmbientListeningRow[]> {
    return await this.database
      .selectFrom('ambientListenings')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('endedAt', '>=', after)
      .orderBy('startedAt', 'desc')
      .execute();
  }
}
