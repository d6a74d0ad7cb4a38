import { RequestError, type AmbientListening } from '@protocol';
import { create } from 'zustand';
import { media } from '../media/pageMedia';
import type { Reception } from '../media/Reception';
import { soundMixer } from '../media/SoundMixer';
import { useSession } from '../session/sessionStore';
import { request } from '../wire/pageConnection';

const KEY = 'ambient';

interface AmbientState {
  /** The listening that runs at this desk; null while none does. */
  readonly listening: AmbientListening | null;
  readonly hasSound: boolean;
}

const none: AmbientState = { listening: null, hasSound: false };

export const useAmbient = create<AmbientState>(() => none);

let reception: Reception | null = null;

/** Listens to a vehicle's surroundings, one at a time. Throws RequestError, and then nobody is listened to. */
export async function listenAmbient(vehicleId: string, reason: string): Promise<void> {
  await endAmbient();
  const opened = media.listenAmbient(async () => {
    const { listening, consumption } = await request('calls:listenAmbient', { vehicleId, reason });
    if (reception === opened) useAmbient.setState({ listening });
    return consumption;
  });
  reception = opened;
  await new Promise<void>((resolve, reject) => {
    opened.state.subscribe(({ phase, refusal, track }) => {
      if (reception !== opened) return;
      if (track === null) soundMixer.stop(KEY);
      else soundMixer.play(KEY, track, 'scene');
      useAmbient.setState({ hasSound: track !== null });
      if (phase === 'live') resolve();
      if (refusal !== null && useAmbient.getState().listening === null) {
        reception = null;
        opened.close();
        reject(new RequestError(refusal, 'the surroundings cannot be listened to'));
      }
    });
  });
}

/** Ends what runs; the listening is ended here even where the server cannot be told. */
export async function endAmbient(): Promise<void> {
  const { listening } = useAmbient.getState();
  reception?.close();
  reception = null;
  soundMixer.stop(KEY);
  useAmbient.setState(none);
  if (listening === null) return;
  try {
    await request('calls:endAmbient', { listeningId: listening.id });
  } catch (error) {
    console.warn('the end of a listening could not be told; the server ends it with its consumer', error);
  }
}

// Whoever leaves the desk listens no longer.
useSession.subscribe(({ phase }) => {
  if (phase === 'signed-out' && useAmbient.getState().listening !== null) void endAmbient();
});
