import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

/** How much each place may record, and has recorded. Bytes are counted at the place that was valid when they were made. */
export class QuotasTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.selectFrom('storageQuotas').select(['placeId', 'bytes']).execute();
    return new Map(rows.map(({ placeId, bytes }) => [placeId, bytes]));
  }

  async put(placeId: string, bytes: number, changedAt: number): Promise<void> {
    await this.database
      .insertInto('storageQuotas')
      .values({ placeId, bytes, changedAt })
      .onConflict((conflict) => conflict.column('placeId').doUpdateSet({ bytes, changedAt }))
      .execute();
  }

  async remove(placeId: string): Promise<void> {
    await this.database.deleteFrom('storageQuotas').where('placeId', '=', placeId).execute();
  }

  async usage(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database
      .selectFrom('segments')
      .select(({ fn }) => ['placeId', fn.sum<number | string>('bytes').as('bytes')])
      .groupBy('placeId')
      .execute();
    return new Map(rows.map(({ placeId, bytes }) => [placeId, Number(bytes)]));
  }
}
