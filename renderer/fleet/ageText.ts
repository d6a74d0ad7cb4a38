import type { Say } from '../ui/words/languageStore';

type AgeWord = 'secondsAgo' | 'minutesAgo' | 'hoursAgo';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How old a fix is, in the largest unit that says it. A device clock ahead of the server's is no age below nothing. */
export function ageText(say: Say<AgeWord>, at: number, now: number): string {
  const age = Math.max(0, now - at);
  if (age < MINUTE_MS) return say('secondsAgo', { seconds: Math.floor(age / SECOND_MS) });
  if (age < HOUR_MS) return say('minutesAgo', { minutes: Math.floor(age / MINUTE_MS) });
  return say('hoursAgo', { hours: Math.floor(age / HOUR_MS) });
}
