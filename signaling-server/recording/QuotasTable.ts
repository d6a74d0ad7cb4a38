import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

/** Bytes by the id of a place or of a vehicle. */
export type BytesById = ReadonlyMap<string, number>;

/** How much each place and each vehicle may record, and has recorded. Bytes are counted at the place that was valid then. */
export class QuotasTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async ofPlaces(): Promise<BytesById> {
    const rows = await this.database.selectFrom('storageQuotas').select(['placeId', 'bytes']).execute();
    return new Map(rows.map(({ placeId, bytes }) => [placeId, bytes]));
  }

  async ofVehicles(): Promise<BytesById> {
    const rows = await this.database.selectFrom('vehicleQuotas').select(['vehicleId', 'bytes']).execute();
    return new Map(rows.map(({ vehicleId, bytes }) => [vehicleId, bytes]));
  }

  /** `bytes` null takes it away. */
  async putPlace(placeId: string, bytes: number | null, changedAt: number): Promise<void> {
    if (bytes === null) {
      await this.database.deleteFrom('storageQuotas').where('placeId', '=', placeId).execute();
      return;
    }
    await this.database
      .insertInto('storageQuotas')
      .values({ placeId, bytes, changedAt })
      .onConflict((conflict) => conflict.column('placeId').doUpdateSet({ bytes, changedAt }))
      .execute();
  }

  /** `bytes` null takes it away. */
  async putVehicle(vehicleId: string, bytes: number | null, changedAt: number): Promise<void> {
    if (bytes === null) {
      await this.database.deleteFrom('vehicleQuotas').where('vehicleId', '=', vehicleId).execute();
      return;
    }
    await this.database
      .insertInto('vehicleQuotas')
      .values({ vehicleId, bytes, changedAt })
      .onConflict((conflict) => conflict.column('vehicleId').doUpdateSet({ bytes, changedAt }))
      .execute();
  }

  async usage(): Promise<{ readonly places: BytesById; readonly vehicles: BytesById }> {
    const rows = await this.database
      .selectFrom('segments')
      .select(({ fn }) => ['placeId', 'vehicleId', fn.sum<number | string>('bytes').as('bytes')])
      .groupBy(['placeId', 'vehicleId'])
      .execute();
    const places = new Map<string, number>();
    const vehicles = new Map<string, number>();
    for (const { placeId, vehicleId, bytes } of rows) {
      places.set(placeId, (places.get(placeId) ?? 0) + Number(bytes));
      if (vehicleId !== null) vehicles.set(vehicleId, (vehicles.get(vehicleId) ?? 0) + Number(bytes));
    }
    return { places, vehicles };
  }
}
