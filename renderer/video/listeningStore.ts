import { create } from 'zustand';
import { media } from '../media/pageMedia';
import type { Reception } from '../media/Reception';
import { soundMixer } from '../media/SoundMixer';

const KEY = 'listening';

interface Listening {
  /** One vehicle at a time; null while nobody is listened to. */
  readonly vehicleId: string | null;
  readonly phase: 'starting' | 'live' | 'lost';
}

export const useListening = create<Listening>(() => ({ vehicleId: null, phase: 'starting' }));

let reception: Reception | null = null;

/** Listens to a vehicle's evidence sound. The server asks for the permission and writes who listened. */
export function listenTo(vehicleId: string): void {
  stopListening();
  const opened = media.listen(vehicleId);
  reception = opened;
  useListening.setState({ vehicleId, phase: 'starting' });
  opened.state.subscribe(({ phase, track }) => {
    if (reception !== opened) return;
    if (track === null) soundMixer.stop(KEY);
    else soundMixer.play(KEY, track);
    useListening.setState({ phase: phase === 'live' ? 'live' : phase === 'starting' ? 'starting' : 'lost' });
  });
}

export function stopListening(): void {
  soundMixer.stop(KEY);
  reception?.close();
  reception = null;
  useListening.setState({ vehicleId: null, phase: 'starting' });
}
