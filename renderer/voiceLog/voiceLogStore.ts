import type { LoggedBurst, TalkGroup } from '@protocol';
import { create } from 'zustand';
import { on, onReady, request, serverNow } from '../wire/pageConnection';

const HOUR_MS = 60 * 60_000;
const LIMIT = 500;
/** News of bursts come in heaps, as one receiver after the other reports. */
const RELOAD_AFTER_MS = 1_500;

interface VoiceLogFilter {
  readonly from: number;
  /** Null while the log goes on to the present. */
  readonly to: number | null;
  readonly groupId: string | null;
  /** A vehicle's id or an account's. */
  readonly speakerId: string | null;
}

interface VoiceLogState {
  readonly filter: VoiceLogFilter;
  /** Newest first. */
  readonly bursts: readonly LoggedBurst[];
  readonly groups: readonly TalkGroup[];
  readonly chosenId: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

export const useVoiceLog = create<VoiceLogState>(() => ({
  filter: { from: 0, to: null, groupId: null, speakerId: null },
  bursts: [],
  groups: [],
  chosenId: null,
  loading: true,
  error: null,
}));

let asked = 0;

export function changeFilter(change: Partial<VoiceLogFilter>): void {
  useVoiceLog.setState(({ filter }) => ({ filter: { ...filter, ...change }, loading: true }));
  void loadBursts();
}

export function chooseBurst(burstId: string | null): void {
  useVoiceLog.setState({ chosenId: burstId });
}

/** The log of the last hours, up to the present. */
export function showRecent(hours: number): void {
  changeFilter({ from: serverNow() - hours * HOUR_MS, to: null });
}

/** Follows the log while it is looked at; the answer stops it. */
export function followVoiceLog(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const soon = (): void => {
    if (useVoiceLog.getState().filter.to !== null) return;
    timer ??= setTimeout(() => {
      timer = null;
      void loadBursts();
    }, RELOAD_AFTER_MS);
  };
  const endings = [
    onReady(() => {
      if (useVoiceLog.getState().filter.from === 0) showRecent(1);
      else void loadBursts();
      request('voice:list', {}).then(
        ({ groups }) => useVoiceLog.setState({ groups }),
        (error: unknown) => console.error('the talk groups could not be loaded', error),
      );
    }),
    on('voice:changed', ({ ended, group }) => {
      if (ended !== null || group.speaker !== null) soon();
    }),
    on('voiceLog:heard', ({ burstId, receivers }) =>
      useVoiceLog.setState(({ bursts }) => ({
        bursts: bursts.map((burst) => (burst.id === burstId ? { ...burst, receivers } : burst)),
      })),
    ),
  ];
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const end of endings) end();
  };
}

async function loadBursts(): Promise<void> {
  const own = (asked += 1);
  const { from, to, groupId, speakerId } = useVoiceLog.getState().filter;
  try {
    const { bursts } = await request('voiceLog:list', {
      from: Math.round(from),
      to: Math.round(to ?? serverNow() + HOUR_MS),
      groupId,
      speakerId,
      limit: LIMIT,
    });
    if (own === asked) useVoiceLog.setState({ bursts, loading: false, error: null });
  } catch (error) {
    if (own === asked) useVoiceLog.setState({ error, loading: false });
  }
}
