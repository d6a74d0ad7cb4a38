import { create } from 'zustand';
import { media } from '../media/pageMedia';
import type { Reception } from '../media/Reception';
import { soundMixer } from '../media/SoundMixer';
import { setOnPhone } from '../voice/pageTalk';
import { useCalls } from './callsStore';

/** The call whose other end is heard here; null while none is. */
const useCallSound = create<{ readonly callId: string | null }>(() => ({ callId: null }));

export const useHasCallSound = (callId: string): boolean => useCallSound((state) => state.callId === callId);

const KEY = 'telephone';

/** Opens mouth and ear for the call that this page is in; ends by the answer. */
export function followCallSound(): () => void {
  let current: { readonly callId: string; readonly reception: Reception } | null = null;

  const end = (): void => {
    if (current === null) return;
    current.reception.close();
    current = null;
    soundMixer.stop(KEY);
    setOnPhone(false);
    useCallSound.setState({ callId: null });
  };
  const begin = (callId: string): void => {
    const reception = media.hearCall(callId);
    current = { callId, reception };
    setOnPhone(true);
    const take = (): void => {
      const { track } = reception.state.getState();
      if (current?.reception !== reception) return;
      if (track === null) soundMixer.stop(KEY);
      else soundMixer.play(KEY, track, 'talk');
      useCallSound.setState({ callId: track === null ? null : callId });
    };
    reception.state.subscribe((now, before) => {
      if (now.track !== before.track) take();
    });
    take();
  };
  const look = (): void => {
    const { calls, ownIds } = useCalls.getState();
    const talking = [...calls.values()].find(({ id, state }) => state === 'talking' && ownIds.has(id)) ?? null;
    if (talking?.id === current?.callId) return;
    end();
    if (talking !== null) begin(talking.id);
  };
  const unfollow = useCalls.subscribe(look);
  look();
  return () => {
    unfollow();
    end();
  };
}
