import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Session } from '../wire/Caller';

/**
 * The one place at which a vehicle recorded in a span, for an early deletion there. Throws `not-found` for a vehicle that
 * never was, `forbidden` where the session may not manage all of it, and `conflict` for several places: whoever decides
 * holds the right at one, so each is asked for by itself.
 */
export async function deletionPlace(
  { database, access }: { readonly database: Kysely<Schema>; readonly access: Pick<Access, 'everyPlaceWith'> },
  session: Session,
  { vehicleId, from, to }: { readonly vehicleId: string; readonly from: number; readonly to: number },
): Promise<string> {
  const stays = await new VehicleStaysTable(database).within([vehicleId], from, to);
  const [placeId, ...others] = new Set(stays.map((stay) => stay.placeId));
  if (placeId === undefined) throw new RequestError('not-found', 'there is no such vehicle');
  const mayManageAt = access.everyPlaceWith(session, 'recording.manage');
  if (![placeId, ...others].every((one) => mayManageAt.includes(one)))
    throw new RequestError('forbidden', 'a part of it was recorded at another place');
  if (others.length > 0) throw new RequestError('conflict', 'the vehicle was at several places in that span');
  return placeId;
}
