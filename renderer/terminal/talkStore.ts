import type { TalkGroup } from '@protocol';
import { useMemo } from 'react';
import { create } from 'zustand';
import { followHeadsetButton } from '../voice/headsetButton';
import { followFloor, letGo, type Mouth } from '../voice/pageTalk';
import { useVoice } from '../voice/voiceStore';
import { useCrewOrders } from './crewOrdersStore';
import { crewOrders } from './orderProgress';
import { groupOfOrderInHand, groupOfOwnEmergency, spokenGroup, type GroupWish } from './spokenGroup';
import { useTerminal } from './terminalStore';

const GROUP_KEPT_UNDER = 'zhiqin.group';

/** The group that this crew has chosen to speak in, and those that its emergency and the order in hand have chosen. */
const useChoice = create<Omit<GroupWish, 'ownPlaceId'>>(() => ({
  emergencyGroupId: null,
  groupId: localStorage.getItem(GROUP_KEPT_UNDER),
  orderGroupId: null,
}));

const order: Readonly<Record<TalkGroup['kind'], number>> = {
  'ad-hoc': 0,
  area: 1,
  broadcast: 2,
  team: 3,
  district: 4,
  city: 5,
  vehicle: 6,
};

/** This crew's groups in the order of the tablet, the nearest first. */
export function useCrewGroups(): readonly TalkGroup[] {
  const groups = useVoice((state) => state.groups);
  return useMemo(() => inOrder(groups.values()), [groups]);
}

/** The group that the big button speaks in: that of the own emergency, of the order in hand, else the one chosen, else the crew's own team. */
export function useChosenGroup(): TalkGroup | null {
  const groups = useCrewGroups();
  const choice = useChoice();
  const ownPlaceId = useTerminal(({ vehicle }) => vehicle?.placeId ?? null);
  return spokenGroup(groups, { ...choice, ownPlaceId });
}

/** The same for what is not a component. */
export function chosenGroup(): TalkGroup | null {
  const ownPlaceId = useTerminal.getState().vehicle?.placeId ?? null;
  return spokenGroup(inOrder(useVoice.getState().groups.values()), { ...useChoice.getState(), ownPlaceId });
}

export function chooseGroup(groupId: string): void {
  letGo();
  localStorage.setItem(GROUP_KEPT_UNDER, groupId);
  useChoice.setState({ groupId, orderGroupId: null, emergencyGroupId: null });
}

/** The group that goes with the order in hand, while the crew has chosen no other. */
export const orderGroupId = (): string | null => useChoice.getState().orderGroupId;

/** Speaks in the group of the order that is taken on, until it is over; the crew may choose another. The answer stops it. */
export function followOrderGroup(vehicleId: string): () => void {
  let before: string | null = null;
  const look = (): void => {
    const { orders, outbox } = useCrewOrders.getState();
    const now = groupOfOrderInHand(crewOrders(orders, vehicleId, outbox));
    if (now === before) return;
    before = now;
    letGo();
    useChoice.setState({ orderGroupId: now });
  };
  look();
  const stop = useCrewOrders.subscribe(look);
  return () => {
    stop();
    useChoice.setState({ orderGroupId: null });
  };
}

/**
 * Speaks where the vehicle's own emergency runs, as a radio does: who has pressed for help does not look for the right
 * group. The crew may choose another. The answer stops it.
 */
export function followOwnEmergency(vehicleId: string): () => void {
  let before: string | null = null;
  const look = (): void => {
    const now = groupOfOwnEmergency(useVoice.getState().groups.values(), vehicleId);
    if (now === before) return;
    before = now;
    const spokenIn = chosenGroup()?.id;
    useChoice.setState({ emergencyGroupId: now });
    // One who holds the button in that very group, as who begins it there by hand, speaks on.
    if (chosenGroup()?.id !== spokenIn) letGo();
  };
  look();
  const stop = useVoice.subscribe(look);
  return () => {
    stop();
    useChoice.setState({ emergencyGroupId: null });
  };
}

/** Told when the crew chooses another group. */
export const onGroupChosen = (listener: () => void): (() => void) => useChoice.subscribe(listener);

/** Speaks with the tablet's talk sound while it is on duty; the answer stops it. */
export function followTalk(mouth: Mouth): () => void {
  const endings = [followFloor(mouth), followHeadsetButton(() => chosenGroup()?.id ?? null)];
  return () => endings.forEach((end) => end());
}

function inOrder(groups: Iterable<TalkGroup>): readonly TalkGroup[] {
  return [...groups].sort(
    (one, other) => order[one.kind] - order[other.kind] || one.name.localeCompare(other.name, 'zh-CN'),
  );
}
