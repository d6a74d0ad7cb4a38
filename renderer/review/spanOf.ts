import type { Dayjs } from 'dayjs';
import type { Span } from './playbackPlan';

const MINUTE_MS = 60_000;

/**
 * Hours of one day; an end before the beginning is on the next day. Hours are chosen by the minute, so that an end in
 * the minute that runs means up to now, in milliseconds since 1970.
 */
export function spanOf(day: Dayjs, [begin, end]: readonly [Dayjs, Dayjs], now: number): Span {
  const at = (time: Dayjs): Dayjs => day.hour(time.hour()).minute(time.minute()).second(0).millisecond(0);
  const from = at(begin);
  const to = at(end);
  const until = (to.isAfter(from) ? to : to.add(1, 'day')).valueOf();
  const isThisMinute = until <= now && now < until + MINUTE_MS;
  return { from: from.valueOf(), to: isThisMinute ? Math.round(now) : until };
}
