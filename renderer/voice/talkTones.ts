import { soundMixer } from '../media/SoundMixer';

/** Hertz of the notes, one after the other; seconds of each; 0 to 1. Played here only, never into the microphone. */
const tones = {
  /** The floor is yours: speak. */
  permit: { notes: [880, 1_320], seconds: 0.06, volume: 0.14 },
  /** It is not, or it was taken back. */
  deny: { notes: [330, 262], seconds: 0.12, volume: 0.16 },
  /** Your turn has come in the queue: press. */
  turn: { notes: [1_047, 1_319, 1_568], seconds: 0.08, volume: 0.16 },
  /** The talk limit ends you in a few seconds. */
  warning: { notes: [740, 740], seconds: 0.05, volume: 0.12 },
} as const;

export function playTalkTone(name: keyof typeof tones): void {
  const { notes, seconds, volume } = tones[name];
  soundMixer.tone(notes, seconds, volume);
}
