import type { TalkGroup } from '@protocol';
import { useMemo } from 'react';
import { create } from 'zustand';
import { followHeadsetButton } from '../voice/headsetButton';
import { followFloor, letGo, type Mouth } from '../voice/pageTalk';
import { useVoice } from '../voice/voiceStore';

const GROUP_KEPT_UNDER = 'zhiqin.group';

/** The group that this crew has chosen to speak in; null for the first one. */
const useChoice = create<{ readonly groupId: string | null }>(() => ({
  groupId: localStorage.getItem(GROUP_KEPT_UNDER),
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

/** The group that the big button speaks in: the one chosen, else the crew's own team. */
export function useChosenGroup(): TalkGroup | null {
  const groups = useCrewGroups();
  const { groupId } = useChoice();
  return chosenOf(groups, groupId);
}

/** The same for what is not a component. */
export function chosenGroup(): TalkGroup | null {
  return chosenOf(inOrder(useVoice.getState().groups.values()), useChoice.getState().groupId);
}

export function chooseGroup(groupId: string): void {
  letGo();
  localStorage.setItem(GROUP_KEPT_UNDER, groupId);
  useChoice.setState({ groupId });
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

function chosenOf(groups: readonly TalkGroup[], groupId: string | null): TalkGroup | null {
  const lasting = groups.find(({ kind }) => kind === 'team') ?? groups[0];
  return groups.find(({ id }) => id === groupId) ?? lasting ?? null;
}
