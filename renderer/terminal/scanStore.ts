import { z } from 'zod';
import { create } from 'zustand';
import { speakingIn } from '../voice/pageTalk';
import { followListening } from '../voice/pageListening';
import { scanned } from '../voice/scan';
import { useVoice } from '../voice/voiceStore';
import { chosenGroup, onGroupChosen, orderGroupId } from './talkStore';

const KEPT_UNDER = 'zhiqin.scan';

const scanSchema = z.object({
  /** Groups in the crew's own order, the most important first; those that are not in it come after, by their kind. */
  order: z.array(z.string()),
  /** Groups that are not heard, emergencies apart. */
  skipped: z.array(z.string()),
});
type Scan = z.infer<typeof scanSchema>;

/** What this tablet hears of several groups at once, remembered on it. */
export const useScan = create<Scan>(kept);

/** Puts the groups into the crew's own order. */
export function orderScan(order: readonly string[]): void {
  keep({ ...useScan.getState(), order: [...order] });
}

/** Leaves a group out of what is heard, or takes it in again. */
export function skipInScan(groupId: string, isSkipped: boolean): void {
  const others = useScan.getState().skipped.filter((id) => id !== groupId);
  keep({ ...useScan.getState(), skipped: isSkipped ? [...others, groupId] : others });
}

/** Hears all groups of this crew, one at a time; ends by the answer. */
export function followScan(): () => void {
  let running: string | null = null;
  const decide = (): string | null => {
    // Who speaks hears nobody: the tablet's loudspeaker stands beside its microphone.
    if (speakingIn() !== null) return (running = null);
    const chosenId = chosenGroup()?.id ?? null;
    const { order, skipped } = useScan.getState();
    // What goes with the order in hand is heard, also where the crew has left that group out before.
    const wanted = skipped.filter((groupId) => groupId !== orderGroupId());
    return (running = scanned(useVoice.getState().groups.values(), { order, skipped: wanted, chosenId }, running));
  };
  return followListening({
    decide: () => ({ isWanted: () => true, scanned: decide() }),
    onChanged: (listener) => {
      const endings = [useScan.subscribe(listener), onGroupChosen(listener)];
      return () => endings.forEach((end) => end());
    },
  });
}

function keep(scan: Scan): void {
  localStorage.setItem(KEPT_UNDER, JSON.stringify(scan));
  useScan.setState(scan);
}

function kept(): Scan {
  try {
    return scanSchema.parse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? ''));
  } catch {
    return { order: [], skipped: [] };
  }
}
