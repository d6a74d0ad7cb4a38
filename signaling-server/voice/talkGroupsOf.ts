import type { Place, TalkGroup, Vehicle } from '@protocol';

/** A talk group without what changes while one speaks. */
export type GroupDefinition = Omit<TalkGroup, 'speaker' | 'queue' | 'emergency' | 'settings' | 'revision'>;

/** What is said to everyone is said to the whole city, and not to the command centre whose place that is. */
const WHOLE_CITY = '全市';

/**
 * The talk groups that the organisation has of itself: one for the city, each district and each team, with every
 * vehicle under it, and for each vehicle its private channel with the centre.
 */
export function talkGroupsOf(
  places: readonly Place[],
  vehicles: readonly Pick<Vehicle, 'id' | 'plate' | 'placeId'>[],
  within: (placeId: string, ancestorId: string) => boolean,
): GroupDefinition[] {
  return [
    ...places.map(({ id, name, kind }) => ({
      id: `place:${id}`,
      name: kind === 'city' ? WHOLE_CITY : name,
      kind,
      placeId: id,
      vehicleIds: vehicles.filter(({ placeId }) => within(placeId, id)).map((vehicle) => vehicle.id),
      area: null,
      openedBy: null,
    })),
    ...vehicles.map(({ id, plate, placeId }) => ({
      id: `vehicle:${id}`,
      name: plate,
      kind: 'vehicle' as const,
      placeId,
      vehicleIds: [id],
      area: null,
      openedBy: null,
    })),
  ];
}
