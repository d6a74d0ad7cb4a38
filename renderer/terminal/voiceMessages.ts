import { RequestError, type RequestInput } from '@protocol';
import { z } from 'zod';
import { Recorded } from '../voice/Recorded';
import { VoiceMessages } from '../voice/VoiceMessages';
import { useVoice } from '../voice/voiceStore';
import { connection, onReady, request } from '../wire/pageConnection';

const KEPT_UNDER = 'zhiqin.playedMessages';
const KEPT_IDS = 500;
/** What was being said as this tablet came back is on the recording a moment later. */
const LOAD_AGAIN_MS = 5_000;
const LOAD_EVERY_MS = 60_000;

/** Plays the bursts that this tablet has missed, once it is back; ends by the answer. */
export function followMessages(): () => void {
  const recorded = new Recorded();
  const unsent: RequestInput<'voiceLog:reportPlayed'>[] = [];
  const send = (report: RequestInput<'voiceLog:reportPlayed'>): void => {
    // A refused report would be refused again; one that the line lost is said when it is back.
    request('voiceLog:reportPlayed', report).catch((error: unknown) => {
      if (error instanceof RequestError && error.code === 'timeout') unsent.push(report);
    });
  };
  const messages = new VoiceMessages({
    missed: async () => (await request('voiceLog:missed', {})).bursts,
    play: async (burstId) => {
      const playing = await recorded.play(`/media/bursts/${encodeURIComponent(burstId)}`);
      const { firstSoundAt } = playing;
      return { ...playing, firstSoundAt: firstSoundAt === null ? null : firstSoundAt + connection.clock.offset };
    },
    stop: () => recorded.stop(),
    report: send,
    isLive,
    played: playedBefore(),
    show: (shown) => useVoice.setState({ messages: shown }),
  });
  const load = (): void => {
    unsent.splice(0).forEach(send);
    messages.load().catch((error: unknown) => console.warn('missed bursts could not be asked for', error));
  };
  let again: ReturnType<typeof setTimeout> | undefined;
  const timer = setInterval(load, LOAD_EVERY_MS);
  const endings = [
    onReady(() => {
      load();
      again = setTimeout(load, LOAD_AGAIN_MS);
    }),
    useVoice.subscribe((now, before) => {
      if (now.groups !== before.groups || now.sounds !== before.sounds || now.floors !== before.floors) {
        messages.liveChanged();
      }
    }),
    () => clearInterval(timer),
    () => clearTimeout(again),
    () => messages.close(),
    () => useVoice.setState({ messages: [] }),
  ];
  return () => endings.forEach((end) => end());
}

function isLive(): boolean {
  const { groups, sounds, floors } = useVoice.getState();
  const isHeard = [...groups.values()].some(({ id, speaker }) => speaker !== null && sounds.get(id)?.isHeard === true);
  return isHeard || [...floors.values()].some(({ phase }) => phase !== 'none');
}

/** The ids of what this device has played, the newest few hundred, kept over a restart of the page. */
function playedBefore(): { has(burstId: string): boolean; add(burstId: string): void } {
  const read = (): string[] => {
    try {
      return z.array(z.string()).parse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? '[]'));
    } catch {
      return [];
    }
  };
  const ids = new Set(read());
  return {
    has: (burstId) => ids.has(burstId),
    add: (burstId) => {
      ids.add(burstId);
      localStorage.setItem(KEPT_UNDER, JSON.stringify([...ids].slice(-KEPT_IDS)));
    },
  };
}
