import type { BurstEndReason, BurstHearing, FloorMessage, LoggedBurst, TalkGroup } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { mergeByRevision, replaceByRevision } from '../wire/mergeByRevision';
import { on, onReady, request, serverNow } from '../wire/pageConnection';
import { noFloor, type MyFloor } from './myFloor';

/** The last burst that ended in a group. */
export interface LastBurst {
  readonly speakerName: string;
  readonly endedAt: number;
}

/** How one group is heard on this page. */
export interface GroupSound {
  /** Its track stands: a word reaches this page without any signalling. */
  readonly isJoined: boolean;
  /** True while its speaker comes out of the loudspeaker: not muted, and not passed over by the scan. */
  readonly isHeard: boolean;
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  /** -1 left, 0 middle, 1 right. */
  readonly place: number;
}

/** A burst of one's own, with who heard it as far as is known. */
export interface OwnBurst {
  readonly burstId: string;
  readonly groupId: string;
  readonly startedAt: number;
  /** Null before the first report. */
  readonly hearing: BurstHearing | null;
}

/** A burst that was said while this terminal was away, to be played as a voice message. */
export interface VoiceMessage {
  readonly burst: LoggedBurst;
  readonly phase: 'waiting' | 'playing' | 'played' | 'failed';
}

interface VoiceState {
  /** As the server says them: speaker with `until`, queue, emergency, settings. */
  readonly groups: ReadonlyMap<string, TalkGroup>;
  readonly lastBursts: ReadonlyMap<string, LastBurst>;
  /** Where this page stands with each floor; a group that is not there stands at `noFloor`. */
  readonly floors: ReadonlyMap<string, MyFloor>;
  readonly sounds: ReadonlyMap<string, GroupSound>;
  /** Newest first, the last ten. */
  readonly ownBursts: readonly OwnBurst[];
  /** Oldest first, which is the order of playing. */
  readonly messages: readonly VoiceMessage[];
  /** The group whose last 30 seconds are being replayed; null while none is. */
  readonly replaying: string | null;
}

export const useVoice = create<VoiceState>(() => ({
  groups: new Map(),
  lastBursts: new Map(),
  floors: new Map(),
  sounds: new Map(),
  ownBursts: [],
  messages: [],
  replaying: null,
}));

const defaultSound: GroupSound = { isJoined: false, isHeard: false, volume: 1, isMuted: false, place: 0 };

/** Where this page stands with the floor of a group. */
export const useMyFloor = (groupId: string): MyFloor => useVoice(({ floors }) => floors.get(groupId) ?? noFloor);

export const useGroupSound = (groupId: string): GroupSound =>
  useVoice(({ sounds }) => sounds.get(groupId) ?? defaultSound);

/** What happens in the groups, for those who must act on it and not only show it. */
export interface VoiceListener {
  changed?(group: TalkGroup, before: TalkGroup | null): void;
  ended?(groupId: string, burstId: string, reason: BurstEndReason): void;
  closed?(groupId: string): void;
  floor?(groupId: string, message: FloorMessage): void;
  /** The groups were loaded anew after a (re)connect. */
  loaded?(): void;
}

const listeners = new Set<VoiceListener>();

/** Told after the store has been changed. */
export function onVoice(listener: VoiceListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps the store to what the server says. Called once by a page that speaks or shows who does. */
export function followVoice(): void {
  onReady(() => {
    if (holdsPermission('voice.listen')) void load();
  });
  on('voice:changed', ({ group, ended }) => {
    const before = useVoice.getState().groups.get(group.id) ?? null;
    take(group, ended?.burstId ?? null);
    for (const listener of listeners) {
      if (useVoice.getState().groups.get(group.id) === group) listener.changed?.(group, before);
      if (ended !== null) listener.ended?.(group.id, ended.burstId, ended.reason);
    }
  });
  on('voice:groupClosed', ({ groupId }) => {
    useVoice.setState(({ groups }) => ({ groups: new Map([...groups].filter(([id]) => id !== groupId)) }));
    for (const listener of listeners) listener.closed?.(groupId);
  });
  on('voice:floor', ({ groupId, floor }) => {
    for (const listener of listeners) listener.floor?.(groupId, floor);
  });
}

async function load(): Promise<void> {
  try {
    const { groups } = await request('voice:list', {});
    useVoice.setState((before) => ({ groups: replaceByRevision(before.groups, groups) }));
    for (const listener of listeners) listener.loaded?.();
  } catch (error) {
    console.error('the talk groups could not be loaded', error);
  }
}

function take(group: TalkGroup, endedBurstId: string | null): void {
  useVoice.setState((before) => {
    const speaker = before.groups.get(group.id)?.speaker ?? null;
    const lastBursts = new Map(before.lastBursts);
    if (speaker !== null && speaker.burstId === endedBurstId) {
      lastBursts.set(group.id, { speakerName: speaker.name, endedAt: serverNow() });
    }
    return { groups: mergeByRevision(before.groups, [group]), lastBursts };
  });
}

/** The private channel between a vehicle and the centre. */
export function vehicleGroupOf(groups: ReadonlyMap<string, TalkGroup>, vehicleId: string): TalkGroup | null {
  for (const group of groups.values()) {
    if (group.kind === 'vehicle' && group.vehicleIds.includes(vehicleId)) return group;
  }
  return null;
}
