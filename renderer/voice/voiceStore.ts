import type { BurstEndReason, TalkGroup } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { mergeByRevision, replaceByRevision } from '../wire/mergeByRevision';
import { on, onReady, request, serverNow } from '../wire/pageConnection';

/** The last burst that ended in a group. */
export interface LastBurst {
  readonly speakerName: string;
  readonly endedAt: number;
}

interface VoiceState {
  readonly groups: ReadonlyMap<string, TalkGroup>;
  readonly lastBursts: ReadonlyMap<string, LastBurst>;
}

export const useVoice = create<VoiceState>(() => ({ groups: new Map(), lastBursts: new Map() }));

type EndListener = (burstId: string, reason: BurstEndReason) => void;
const endListeners = new Set<EndListener>();

/** Told of every burst that ends, with its reason. */
export function onBurstEnded(listener: EndListener): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

/** Keeps the store to what the server says. Called once by a page that speaks or shows who does. */
export function followVoice(): void {
  onReady(() => {
    if (!holdsPermission('voice.listen')) return;
    request('voice:list', {}).then(
      ({ groups }) => useVoice.setState((before) => ({ groups: replaceByRevision(before.groups, groups) })),
      (error: unknown) => console.error('the talk groups could not be loaded', error),
    );
  });
  on('voice:changed', ({ group, ended }) => {
    useVoice.setState((before) => {
      const speaker = before.groups.get(group.id)?.speaker ?? null;
      const lastBursts = new Map(before.lastBursts);
      if (ended !== null && speaker?.burstId === ended.burstId) {
        lastBursts.set(group.id, { speakerName: speaker.name, endedAt: serverNow() });
      }
      return { groups: mergeByRevision(before.groups, [group]), lastBursts };
    });
    if (ended !== null) for (const listener of endListeners) listener(ended.burstId, ended.reason);
  });
}

/** The private channel between a vehicle and the centre. */
export function vehicleGroupOf(groups: ReadonlyMap<string, TalkGroup>, vehicleId: string): TalkGroup | null {
  for (const group of groups.values()) {
    if (group.kind === 'vehicle' && group.vehicleIds.includes(vehicleId)) return group;
  }
  return null;
}
