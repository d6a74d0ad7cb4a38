import type { Kysely } from 'kysely';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Caller } from '../wire/Caller';
import { SessionsTable } from './SessionsTable';

export interface TabletVehiclesDependencies {
  readonly database: Kysely<Schema>;
  readonly fleet: Pick<Fleet, 'locateVehicle'>;
}

/** Which vehicles a tablet was signed in for, and when: tablets are moved from one vehicle to another. */
export class TabletVehicles {
  constructor(private readonly dependencies: TabletVehiclesDependencies) {}

  /** The vehicle that a tablet was signed in for last before a moment; null where it was for none. */
  async vehicleOf(deviceId: string, at: number): Promise<string | null> {
    return await new SessionsTable(this.dependencies.database).vehicleOfDevice(deviceId, at);
  }

  /** For Access: a vehicle is the concern of a tablet, too, that was signed in for it once. */
  async locate(vehicleId: string, caller: Caller | null): Promise<Location | null> {
    const { database, fleet } = this.dependencies;
    const location = fleet.locateVehicle(vehicleId);
    const { deviceId = null, vehicleId: ownVehicleId = null } = caller?.session ?? {};
    if (!location || deviceId === null || ownVehicleId === null || ownVehicleId === vehicleId) return location;
    const wasThere = await new SessionsTable(database).hadVehicle(deviceId, vehicleId);
    return wasThere ? { ...location, vehicleIds: [...location.vehicleIds, ownVehicleId] } : location;
  }
}
