import { sql, type Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

/** A time in which a vehicle belonged to one place. */
export interface VehicleStay {
  readonly vehicleId: string;
  readonly placeId: string;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

/** Where vehicles belonged, from their beginning until now. A trigger of the database keeps it. */
export class VehicleStaysTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Those of some vehicles that touch a span, oldest first; a vehicle without any does not exist. */
  async within(vehicleIds: readonly string[], from: number, to: number): Promise<readonly VehicleStay[]> {
    if (vehicleIds.length === 0) return [];
    const { rows } = await sql<VehicleStay>`
      select * from (
        select vehicle_id, place_id, since as "from",
          lead(since) over (partition by vehicle_id order by since) as "to"
        from vehicle_places where vehicle_id in (${sql.join(vehicleIds)})
      ) as stays
      where "from" <= ${to} and ("to" is null or "to" > ${from})
      order by "from"
    `.execute(this.database);
    return rows;
  }

  /** Those of all vehicles at some places that touch a span, each vehicle's oldest first, with its plate if it is there. */
  async atPlaces(
    placeIds: readonly string[],
    from: number,
    to: number,
  ): Promise<readonly (VehicleStay & { readonly plate: string | null })[]> {
    if (placeIds.length === 0) return [];
    const { rows } = await sql<VehicleStay & { readonly plate: string | null }>`
      select stays.*, vehicles.plate from (
        select vehicle_id, place_id, since as "from",
          lead(since) over (partition by vehicle_id order by since) as "to"
        from vehicle_places
      ) as stays
      left join vehicles on vehicles.id = stays.vehicle_id
      where stays.place_id in (${sql.join(placeIds)}) and "from" <= ${to} and ("to" is null or "to" > ${from})
      order by stays.vehicle_id, "from"
    `.execute(this.database);
    return rows;
  }

  /** Fractions of a millisecond count, as a terminal's clock has them. Null where there is no such vehicle. */
  async placeAt(vehicleId: string, at: number): Promise<string | null> {
    const whole = Math.floor(at);
    return (await this.within([vehicleId], whole, whole))[0]?.placeId ?? null;
  }
}
