import type { Place, Role } from '@protocol';

/** A dispatcher who is at a desk now. */
export interface Desk {
  readonly accountId: string;
  readonly name: string;
  readonly grants: readonly { readonly role: Role; readonly placeId: string }[];
  /** Alarms that he has already. */
  readonly attending: number;
}

/**
 * In which order those in charge of a place are called to an alarm there: the nearest to it first (team, district,
 * city), among these who has the fewest alarms, then by account so that the order is the same for all.
 */
export function callOrder(placeId: string, desks: readonly Desk[], placeOf: (id: string) => Place | null): Desk[] {
  const ancestry: string[] = [];
  for (let place = placeOf(placeId); place !== null; place = place.parentId === null ? null : placeOf(place.parentId)) {
    ancestry.push(place.id);
  }
  const nearness = ({ grants }: Desk): number =>
    Math.min(
      ...grants.filter(({ role }) => role === 'dispatcher').map((grant) => indexOr(ancestry, grant.placeId, Infinity)),
      Infinity,
    );
  return desks
    .filter((desk) => nearness(desk) < Infinity)
    .sort(
      (one, other) =>
        nearness(one) - nearness(other) ||
        one.attending - other.attending ||
        (one.accountId < other.accountId ? -1 : 1),
    );
}

function indexOr(list: readonly string[], item: string, otherwise: number): number {
  const index = list.indexOf(item);
  return index < 0 ? otherwise : index;
}
