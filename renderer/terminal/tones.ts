import { soundMixer } from '../media/SoundMixer';

/** A new order has come: heard without looking. Silent until the page was touched once. */
export function playOrderTone(): void {
  soundMixer.tone([880, 1_175, 0, 880, 1_175], 0.16, 0.35);
}
