import type { Kysely } from 'kysely';
import type { AlarmThresholds } from '@protocol';
import type { Schema } from '../persistence/schema';

export class ThresholdsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<Map<string, AlarmThresholds>> {
    const rows = await this.database.selectFrom('alarmThresholds').selectAll().execute();
    return new Map(rows.map(({ placeId, thresholds }) => [placeId, thresholds]));
  }

  async write(placeId: string, thresholds: AlarmThresholds): Promise<void> {
    const values = { thresholds: JSON.stringify(thresholds) };
    await this.database
      .insertInto('alarmThresholds')
      .values({ placeId, ...values })
      .onConflict((conflict) => conflict.column('placeId').doUpdateSet(values))
      .execute();
  }

  async remove(placeId: string): Promise<void> {
    await this.database.deleteFrom('alarmThresholds').where('placeId', '=', placeId).execute();
  }
}
