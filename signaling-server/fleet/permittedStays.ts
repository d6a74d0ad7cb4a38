import type { Kysely } from 'kysely';
import { RequestError, type Permission } from '@protocol';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Session } from '../wire/Caller';
import { VehicleStaysTable, type VehicleStay } from './VehicleStaysTable';

export interface PermittedStaysQuestion {
  readonly session: Session;
  readonly permission: Permission;
  readonly vehicleId: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The times of a span in which a vehicle belonged to places where a session holds a permission: of what was recorded then
 * it may know, wherever the vehicle is now. None at all is for who asks to refuse. Throws `not-found` for a vehicle that
 * never was.
 */
export async function permittedStays(
  { database, access }: { readonly database: Kysely<Schema>; readonly access: Pick<Access, 'everyPlaceWith'> },
  { session, permission, vehicleId, from, to }: PermittedStaysQuestion,
): Promise<readonly VehicleStay[]> {
  const stays = await new VehicleStaysTable(database).within([vehicleId], from, to);
  if (stays.length === 0) throw new RequestError('not-found', 'there is no such vehicle');
  const placeIds = access.everyPlaceWith(session, permission);
  return stays.filter(({ placeId }) => placeIds.includes(placeId));
}
