import type { Place, Vehicle } from '@protocol';

/** Vehicles under a district (or the city itself), in the order of the organisation. */
export interface UnitGroup {
  readonly placeId: string;
  readonly name: string;
  readonly onDuty: number;
  readonly all: number;
  readonly units: readonly { readonly vehicle: Vehicle; readonly teamName: string | null }[];
}

/**
 * The vehicles that match, by district and team. A query matches the plate, who is aboard, the team or the district,
 * without regard to spaces, dots and case.
 */
export function unitTree(places: readonly Place[], vehicles: Iterable<Vehicle>, query: string): readonly UnitGroup[] {
  const byId = new Map(places.map((place) => [place.id, place]));
  const order = new Map(places.map(({ id }, index) => [id, index]));
  const groups = new Map<
    string,
    { place: Place | null; units: { vehicle: Vehicle; team: Place | null }[]; all: Vehicle[] }
  >();
  const wanted = plain(query);
  for (const vehicle of vehicles) {
    const own = byId.get(vehicle.placeId) ?? null;
    const team = own?.kind === 'team' ? own : null;
    const top = team === null ? own : (byId.get(team.parentId ?? '') ?? team);
    const key = top?.id ?? '';
    const group = groups.get(key) ?? { place: top, units: [], all: [] };
    groups.set(key, group);
    group.all.push(vehicle);
    const spoken = [vehicle.plate, ...vehicle.crew, team?.name ?? '', top?.name ?? ''].map(plain);
    if (wanted === '' || spoken.some((text) => text.includes(wanted))) group.units.push({ vehicle, team });
  }
  const place = (id: string): number => order.get(id) ?? Number.MAX_SAFE_INTEGER;
  return [...groups.entries()]
    .filter(([, { units }]) => units.length > 0)
    .sort(([one], [other]) => place(one) - place(other))
    .map(([placeId, { place: top, units, all }]) => ({
      placeId,
      name: top?.name ?? '',
      onDuty: all.filter(({ online, onDuty }) => online && onDuty).length,
      all: all.length,
      units: units
        .sort(
          (one, other) =>
            place(one.team?.id ?? '') - place(other.team?.id ?? '') ||
            one.vehicle.plate.localeCompare(other.vehicle.plate),
        )
        .map(({ vehicle, team }) => ({ vehicle, teamName: team?.name ?? null })),
    }));
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s·•.]/g, '');
