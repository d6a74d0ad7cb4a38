import type { Kysely, Transaction } from 'kysely';
import type { CameraView, VehicleStatus } from '@protocol';
import type { Schema } from '../persistence/schema';

/** A vehicle as it is kept: what must be true again after a restart. */
export interface VehicleRow {
  id: string;
  plate: string;
  placeId: string;
  onDuty: boolean;
  status: VehicleStatus;
  crew: string[];
  revision: number;
  views: CameraView[];
}

/** What a crew changes about its vehicle. */
export type VehicleDuty = Pick<VehicleRow, 'onDuty' | 'status' | 'crew' | 'revision'>;

/** Every vehicle with its cameras, ordered by plate. */
export async function readVehicles(database: Kysely<Schema>): Promise<VehicleRow[]> {
  const [vehicles, cameras] = await Promise.all([
    database.selectFrom('vehicles').selectAll().orderBy('plate').execute(),
    database.selectFrom('cameras').selectAll().execute(),
  ]);
  const order: readonly CameraView[] = ['front', 'rear', 'cabin', 'mast'];
  return vehicles.map((vehicle) => ({
    ...vehicle,
    views: cameras
      .filter((camera) => camera.vehicleId === vehicle.id)
      .map((camera) => camera.view)
      .sort((one, other) => order.indexOf(one) - order.indexOf(other)),
  }));
}

export async function writeDuty(transaction: Transaction<Schema>, vehicleId: string, duty: VehicleDuty): Promise<void> {
  await transaction
    .updateTable('vehicles')
    .set({ onDuty: duty.onDuty, status: duty.status, crew: JSON.stringify(duty.crew), revision: duty.revision })
    .where('id', '=', vehicleId)
    .execute();
}
