import type { Kysely, Selectable } from 'kysely';
import type { ExportCategory, Place } from '@protocol';
import type { Schema } from '../persistence/schema';

export class ExportLevelsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<Selectable<Schema['exportLevels']>[]> {
    return await this.database.selectFrom('exportLevels').selectAll().execute();
  }

  /** `level` null takes the place's own rule away. */
  async put(placeId: string, category: ExportCategory, level: Place['kind'] | null, changedAt: number): Promise<void> {
    if (level === null) {
      await this.database
        .deleteFrom('exportLevels')
        .where('placeId', '=', placeId)
        .where('category', '=', category)
        .execute();
      return;
    }
    await this.database
      .insertInto('exportLevels')
      .values({ placeId, category, level, changedAt })
      .onConflict((conflict) => conflict.columns(['placeId', 'category']).doUpdateSet({ level, changedAt }))
      .execute();
  }
}
