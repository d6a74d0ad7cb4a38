import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import type { Handlers, SignedInCaller } from '../wire/Caller';
import type { Fleet } from './Fleet';
import { permittedStays } from './permittedStays';
import type { Positions } from './Positions';

/** More than five hours of them; a page asks for half an hour. */
const MOST_FIXES_TOLD = 20_000;

export interface FleetHandlersDependencies {
  fleet: Fleet;
  positions: Pick<Positions, 'track' | 'report'>;
  access: Pick<Access, 'places' | 'may' | 'everyPlaceWith'>;
  database: Kysely<Schema>;
  clock: () => number;
}

export function fleetHandlers({
  fleet,
  positions,
  access,
  database,
  clock,
}: FleetHandlersDependencies): Handlers<'fleet'> {
  return {
    'fleet:list': (_, { session }) =>
      Promise.resolve({
        places: [...access.places()],
        vehicles: fleet.vehicles().filter(({ id }) => access.may(session, 'fleet.view', [{ kind: 'vehicle', id }])),
        serverTime: clock(),
      }),
    'fleet:track': async (span, { session }) => {
      const question = { session, permission: 'recording.play', ...span } as const;
      const stays = await permittedStays({ database, access }, question);
      if (stays.length === 0) throw new RequestError('forbidden', 'the vehicle was at another place then');
      const track = await positions.track(span.vehicleId, span.from, span.to, MOST_FIXES_TOLD);
      return {
        positions: track.filter(({ at }) => stays.some(({ from, to }) => at >= from && (to === null || at < to))),
      };
    },
    'fleet:own': (_, caller) => {
      const vehicle = fleet.vehicle(ownVehicleId(caller));
      if (!vehicle) throw new RequestError('not-found', 'the vehicle of this terminal is gone');
      return Promise.resolve({ vehicle, placeName: placeNameOf(access, vehicle.placeId), serverTime: clock() });
    },
    'fleet:goOnDuty': ({ crew }, caller) => fleet.goOnDuty(caller, ownVehicleId(caller), crew),
    'fleet:goOffDuty': (_, caller) => fleet.goOffDuty(caller, ownVehicleId(caller)),
    'fleet:setStatus': ({ status }, caller) => fleet.setStatus(caller, ownVehicleId(caller), status),
    'fleet:explainCamera': async ({ view, reason }, caller) => {
      await fleet.explainCamera(ownVehicleId(caller), view, reason);
      return {};
    },
    'fleet:explainSound': ({ reason }, caller) => {
      fleet.explainSound(ownVehicleId(caller), reason);
      return Promise.resolve({});
    },
    'fleet:report': async ({ positions: reported }, caller) => ({
      acknowledged: await positions.report(ownVehicleId(caller), reported),
    }),
  };
}

/** The vehicle that this terminal is signed in for; Access has let no one else come here. */
export function ownVehicleId({ session }: SignedInCaller): string {
  if (session.vehicleId === null) throw new RequestError('forbidden', 'only a vehicle terminal has a vehicle');
  return session.vehicleId;
}

/** A team with the district it belongs to, as it is said on the air: 武昌区一中队. */
function placeNameOf(access: Pick<Access, 'places'>, placeId: string): string {
  const find = (id: string | null) => access.places().find((place) => place.id === id);
  const own = find(placeId);
  const above = own?.kind === 'team' ? find(own.parentId) : undefined;
  return `${above?.name ?? ''}${own?.name ?? ''}`;
}
