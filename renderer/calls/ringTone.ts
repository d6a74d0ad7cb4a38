import { soundMixer } from '../media/SoundMixer';

/** The ringing of a Chinese telephone: one second of 450 Hz, four of silence; here in two short parts of it. */
const RING_HZ = 450;
const RING_SECONDS = 0.5;
export const RING_EVERY_MS = 3_000;

export function ringOnce(): void {
  soundMixer.tone([RING_HZ, RING_HZ * 1.25], RING_SECONDS);
}
