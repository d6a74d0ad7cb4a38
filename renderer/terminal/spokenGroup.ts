import type { ReceiptState, TalkGroup } from '@protocol';
import type { CrewOrder } from './orderProgress';

/** What decides in which group the big button speaks. */
export interface GroupWish {
  /** Where this vehicle's own emergency call runs, until it is over or the crew chooses another. */
  readonly emergencyGroupId: string | null;
  /** That of the order in hand, until it is over or the crew chooses another. */
  readonly orderGroupId: string | null;
  /** The crew's own choice, which outlasts orders. */
  readonly groupId: string | null;
  /** The team that the vehicle belongs to. */
  readonly ownPlaceId: string | null;
}

/** The group that is spoken in: that of the own emergency, else that of the order, else the one chosen, else the crew's own team. */
export function spokenGroup(
  groups: readonly TalkGroup[],
  { emergencyGroupId, orderGroupId, groupId, ownPlaceId }: GroupWish,
): TalkGroup | null {
  const find = (wanted: string | null): TalkGroup | undefined => groups.find(({ id }) => id === wanted);
  const teams = groups.filter(({ kind }) => kind === 'team');
  const lasting = teams.find(({ placeId }) => placeId === ownPlaceId) ?? teams[0] ?? groups[0];
  return find(emergencyGroupId) ?? find(orderGroupId) ?? find(groupId) ?? lasting ?? null;
}

/** Where the emergency call of a vehicle runs: its crew has called for help, or has begun it with its own button. */
export function groupOfOwnEmergency(groups: Iterable<TalkGroup>, vehicleId: string): string | null {
  return [...groups].find(({ emergency }) => emergency?.vehicleId === vehicleId)?.id ?? null;
}

const inHand: readonly ReceiptState[] = ['accepted', 'on-the-way', 'arrived'];

/** The talk group that goes with the order in hand, of several with the one taken on last; null where none does. */
export function groupOfOrderInHand(crewOrders: readonly CrewOrder[]): string | null {
  const [newest] = crewOrders
    .filter(({ order, state }) => order.groupId !== null && inHand.includes(state))
    .sort((one, other) => acceptedAt(other) - acceptedAt(one));
  return newest?.order.groupId ?? null;
}

/** An acceptance that the server has not confirmed is the newest. */
function acceptedAt({ receipt }: CrewOrder): number {
  return receipt.times.accepted ?? Infinity;
}
