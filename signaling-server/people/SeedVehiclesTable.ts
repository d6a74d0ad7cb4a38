import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { Seed } from './seed';

export class SeedVehiclesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Adds vehicles and cameras where they are missing. */
  async add(vehicles: Seed['vehicles']): Promise<void> {
    if (vehicles.length === 0) return;
    await this.database
      .insertInto('vehicles')
      .values(
        vehicles.map(({ id, plate, placeId }) => ({
          id,
          plate,
          placeId,
          onDuty: false,
          status: 'free' as const,
          crew: '[]',
          revision: 1,
        })),
      )
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    const cameras = vehicles.flatMap(({ id: vehicleId, cameras: views }) =>
      [...new Set(views)].map((view) => ({ id: `${vehicleId}:${view}`, vehicleId, view })),
    );
    if (cameras.length === 0) return;
    await this.database
      .insertInto('cameras')
      .values(cameras)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}
