import type { TalkGroup } from '@protocol';
import { create } from 'zustand';
import { useSelection } from '../fleet/selectionStore';
import { useVoice, vehicleGroupOf } from './voiceStore';

/** A group chosen by hand for the space bar; null while the chosen vehicle decides. */
const useTalkTarget = create<{ readonly groupId: string | null }>(() => ({ groupId: null }));

export function chooseTalkTarget(groupId: string): void {
  useTalkTarget.setState({ groupId });
}

// Whoever chooses a vehicle means to talk to it.
useSelection.subscribe((now, before) => {
  if (now.vehicleId !== before.vehicleId) useTalkTarget.setState({ groupId: null });
});

/** Where the space bar speaks: the group chosen by hand, else the chosen vehicle's; null where nothing is chosen. */
export function talkTarget(): TalkGroup | null {
  const { groups } = useVoice.getState();
  return targetIn(groups, useTalkTarget.getState().groupId, useSelection.getState().vehicleId);
}

export function useTarget(): TalkGroup | null {
  const groups = useVoice((state) => state.groups);
  const groupId = useTalkTarget((state) => state.groupId);
  const vehicleId = useSelection((state) => state.vehicleId);
  return targetIn(groups, groupId, vehicleId);
}

function targetIn(
  groups: ReadonlyMap<string, TalkGroup>,
  groupId: string | null,
  vehicleId: string | null,
): TalkGroup | null {
  const chosen = groupId === null ? undefined : groups.get(groupId);
  if (chosen !== undefined) return chosen;
  return vehicleId === null ? null : vehicleGroupOf(groups, vehicleId);
}
