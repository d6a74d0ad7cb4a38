import { soundMixer } from '../media/SoundMixer';
import { useSession } from '../session/sessionStore';
import { urgencyFor } from './alarmOrder';
import { useAlarms } from './alarmsStore';

const REPEAT_MS = 2_000;

/** By urgency: hertz one after the other, and how loud. */
const tones: Readonly<Record<number, { readonly frequencies: readonly number[]; readonly volume: number }>> = {
  1: { frequencies: [740, 740], volume: 0.1 },
  2: { frequencies: [880, 660, 880, 660], volume: 0.2 },
  3: { frequencies: [990, 740, 990, 740, 990, 740], volume: 0.35 },
};

/** Sounds while an alarm is this desk's to take, louder the longer nobody does. The answer stops it. */
export function soundAlarms(): () => void {
  const sound = (): void => {
    const accountId = useSession.getState().signedIn?.person.id;
    if (accountId === undefined) return;
    const tone = tones[urgencyFor(useAlarms.getState().alarms.values(), accountId)];
    if (tone !== undefined) soundMixer.tone(tone.frequencies, 0.14, tone.volume);
  };
  const timer = setInterval(sound, REPEAT_MS);
  let known = 0;
  const stop = useAlarms.subscribe(({ alarms }) => {
    const open = [...alarms.values()].filter(({ state }) => state === 'unattended').length;
    if (open > known) sound();
    known = open;
  });
  return () => {
    clearInterval(timer);
    stop();
  };
}
