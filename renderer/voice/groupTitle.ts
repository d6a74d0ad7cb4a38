import type { Place, TalkGroup } from '@protocol';
import type { Say } from '../ui/words/languageStore';

/** The name a dispatcher knows a group by: a team alone ("一中队") could be any district's. */
export function groupTitle(group: TalkGroup, places: readonly Place[], say: Say<'wholeCity'>): string {
  if (group.kind === 'city') return say('wholeCity');
  if (group.kind !== 'team') return group.name;
  const team = places.find(({ id }) => id === group.placeId);
  const district = places.find(({ id }) => id === team?.parentId);
  return district === undefined ? group.name : `${district.name} ${group.name}`;
}

const kindOrder: Readonly<Record<TalkGroup['kind'], number>> = {
  vehicle: 0,
  broadcast: 1,
  'ad-hoc': 2,
  area: 3,
  city: 4,
  district: 5,
  team: 6,
};

/**
 * The groups of the strip in an order that stays: the chosen vehicle's channel, city, districts, teams, and at the end
 * the private channels in which somebody speaks just now. Groups without a vehicle are left out.
 */
export function groupsInStrip(
  groups: Iterable<TalkGroup>,
  chosenVehicleId: string | null,
  withTeams: boolean,
): readonly TalkGroup[] {
  const isChosen = ({ kind, vehicleIds }: TalkGroup): boolean =>
    kind === 'vehicle' && chosenVehicleId !== null && vehicleIds.includes(chosenVehicleId);
  const all = [...groups];
  const lasting = all
    .filter((group) => isChosen(group) || (group.kind !== 'vehicle' && group.vehicleIds.length > 0))
    .filter((group) => group.kind !== 'team' || withTeams || group.speaker !== null)
    .sort((one, other) => kindOrder[one.kind] - kindOrder[other.kind] || one.placeId.localeCompare(other.placeId));
  const passing = all.filter((group) => group.kind === 'vehicle' && group.speaker !== null && !isChosen(group));
  return [...lasting, ...passing];
}
