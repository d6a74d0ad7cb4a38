import type { Kysely } from 'kysely';
import type { FloorSettings } from '@protocol';
import type { Schema } from '../persistence/schema';

export class FloorSettingsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<readonly { groupId: string; settings: Partial<FloorSettings> }[]> {
    return await this.database.selectFrom('floorSettings').select(['groupId', 'settings']).execute();
  }

  async put(groupId: string, settings: FloorSettings, changedAt: number): Promise<void> {
    const row = { settings: JSON.stringify(settings), changedAt };
    await this.database
      .insertInto('floorSettings')
      .values({ groupId, ...row })
      .onConflict((conflict) => conflict.column('groupId').doUpdateSet(row))
      .execute();
  }

  async remove(groupId: string): Promise<void> {
    await this.database.deleteFrom('floorSettings').where('groupId', '=', groupId).execute();
  }
}
