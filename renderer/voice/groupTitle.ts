import type { Place, TalkGroup } from '@protocol';
import type { Say } from '../ui/words/languageStore';

/** The name a dispatcher knows a group by: a team alone ("一中队") could be any district's. */
export function groupTitle(
  group: Pick<TalkGroup, 'kind' | 'name' | 'placeId'>,
  places: readonly Place[],
  say: Say<'wholeCity'>,
): string {
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

/** What the strip shows: `lasting` keeps its order and its keys, `passing` comes and goes with those who speak. */
export interface StripGroups {
  readonly lasting: readonly TalkGroup[];
  readonly passing: readonly TalkGroup[];
}

/**
 * The groups of the strip: the chosen vehicle's channel, those opened for the moment, city, districts and, where they
 * are unfolded, teams, in an order that stays, so that no card moves away under a hand; apart from them every other
 * group in which somebody speaks or an emergency runs. Groups without a vehicle are left out, unless they are areas.
 */
export function groupsInStrip(
  groups: Iterable<TalkGroup>,
  chosenVehicleId: string | null,
  withTeams: boolean,
): StripGroups {
  const isChosen = ({ kind, vehicleIds }: TalkGroup): boolean =>
    kind === 'vehicle' && chosenVehicleId !== null && vehicleIds.includes(chosenVehicleId);
  const isLasting = (group: TalkGroup): boolean => {
    if (group.kind === 'vehicle') return isChosen(group);
    if (group.kind === 'team' && !withTeams) return false;
    return group.vehicleIds.length > 0 || group.kind === 'area';
  };
  const all = [...groups];
  return {
    lasting: all
      .filter(isLasting)
      .sort((one, other) => kindOrder[one.kind] - kindOrder[other.kind] || one.placeId.localeCompare(other.placeId)),
    passing: all
      .filter((group) => !isLasting(group) && (group.speaker !== null || group.emergency !== null))
      .sort((one, other) => Number(other.emergency !== null) - Number(one.emergency !== null)),
  };
}
