import { RequestError, type BurstEndReason, type DenyCause, type ErrorCode, type TalkGroup } from '@protocol';
import { create } from 'zustand';
import { connection, on, onReady, request } from '../wire/pageConnection';
import { playTone } from './tones';

const GROUP_KEPT_UNDER = 'zhiqin.group';

/** Where this crew stands with the floor. */
export type Floor =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'speaking'; readonly groupId: string; readonly burstId: string; readonly until: number | null }
  | {
      readonly kind: 'refused';
      readonly why: DenyCause | ErrorCode;
      readonly speakerName: string | null;
    }
  | { readonly kind: 'ended'; readonly why: BurstEndReason };

interface LastBurst {
  readonly name: string;
  readonly at: number;
}

interface TalkState {
  readonly groups: readonly TalkGroup[];
  readonly groupId: string | null;
  readonly floor: Floor;
  /** Who spoke last in each group while this page was open. */
  readonly lastBursts: Readonly<Record<string, LastBurst>>;
}

export const useTalk = create<TalkState>(() => ({
  groups: [],
  groupId: localStorage.getItem(GROUP_KEPT_UNDER),
  floor: { kind: 'none' },
  lastBursts: {},
}));

let wanted = false;
let openMicrophone: (open: boolean) => void = () => undefined;

const order: Readonly<Record<TalkGroup['kind'], number>> = {
  'ad-hoc': 0,
  area: 1,
  broadcast: 2,
  team: 3,
  district: 4,
  city: 5,
  vehicle: 6,
};

/** Follows the talk groups of this crew. `setTalking` opens and closes its talk sound; the answer stops following. */
export function followTalk(setTalking: (talking: boolean) => void): () => void {
  openMicrophone = setTalking;
  const load = async (): Promise<void> => {
    try {
      const { groups } = await request('voice:list', {});
      const sorted = [...groups].sort((one, other) => order[one.kind] - order[other.kind]);
      const { groupId } = useTalk.getState();
      const chosen = sorted.find(({ id }) => id === groupId) ?? sorted[0];
      useTalk.setState({ groups: sorted, groupId: chosen?.id ?? null });
    } catch (error) {
      console.warn('the talk groups could not be loaded; they are asked for again on the next connection', error);
    }
  };
  const endings = [
    onReady(() => void load()),
    on('voice:changed', ({ group, ended }) => {
      takeGroup(group);
      const { floor } = useTalk.getState();
      if (ended && floor.kind === 'speaking' && floor.burstId === ended.burstId) {
        cut(ended.reason);
      }
    }),
    connection.state.subscribe(({ phase }) => {
      if (phase !== 'online' && useTalk.getState().floor.kind === 'speaking') {
        cut('connection-lost');
      }
    }),
  ];
  return () => {
    wantFloor(false);
    endings.forEach((end) => end());
    openMicrophone = () => undefined;
  };
}

export function chooseGroup(groupId: string): void {
  wantFloor(false);
  localStorage.setItem(GROUP_KEPT_UNDER, groupId);
  useTalk.setState({ groupId, floor: { kind: 'none' } });
}

/** The crew presses or lets go. The floor is asked for once per press; a refusal stays in words until the next one. */
export function wantFloor(want: boolean): void {
  if (want === wanted) {
    return;
  }
  wanted = want;
  if (want) {
    void ask();
    return;
  }
  const { floor } = useTalk.getState();
  if (floor.kind === 'speaking') {
    openMicrophone(false);
    useTalk.setState({ floor: { kind: 'none' } });
    release(floor.groupId, floor.burstId);
  } else if (floor.kind === 'asking') {
    useTalk.setState({ floor: { kind: 'none' } });
  }
}

async function ask(): Promise<void> {
  const { groupId } = useTalk.getState();
  if (groupId === null) {
    return;
  }
  useTalk.setState({ floor: { kind: 'asking' } });
  try {
    const answer = await request('voice:requestFloor', { groupId });
    if (answer.answer === 'queued') {
      refuse({ kind: 'refused', why: 'retry-later', speakerName: null });
    } else if (answer.answer === 'denied') {
      refuse({ kind: 'refused', why: answer.cause, speakerName: answer.speakerName });
    } else if (!wanted || useTalk.getState().groupId !== groupId) {
      // Let go before the answer came: the floor is given back at once.
      release(groupId, answer.burstId);
    } else {
      useTalk.setState({ floor: { kind: 'speaking', groupId, burstId: answer.burstId, until: answer.until } });
      playTone('permit');
      openMicrophone(true);
    }
  } catch (error) {
    refuse({ kind: 'refused', why: error instanceof RequestError ? error.code : 'internal', speakerName: null });
  }
}

function refuse(floor: Floor): void {
  if (wanted) {
    useTalk.setState({ floor });
    playTone('deny');
  }
}

function cut(why: BurstEndReason): void {
  openMicrophone(false);
  wanted = false;
  useTalk.setState({ floor: why === 'released' ? { kind: 'none' } : { kind: 'ended', why } });
  if (why !== 'released') {
    playTone('deny');
  }
}

function release(groupId: string, burstId: string): void {
  // A floor that the server has already taken back needs no releasing.
  request('voice:releaseFloor', { groupId, burstId }).catch(() => undefined);
}

function takeGroup(group: TalkGroup): void {
  const { groups, lastBursts } = useTalk.getState();
  const known = groups.find(({ id }) => id === group.id);
  if (known && known.revision > group.revision) {
    return;
  }
  const ended = known?.speaker && !group.speaker ? { [group.id]: { name: known.speaker.name, at: Date.now() } } : {};
  useTalk.setState({
    groups: known
      ? groups.map((other) => (other.id === group.id ? group : other))
      : [...groups, group].sort((one, other) => order[one.kind] - order[other.kind]),
    lastBursts: { ...lastBursts, ...ended },
  });
}
