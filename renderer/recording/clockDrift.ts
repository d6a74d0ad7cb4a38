import type { ClockReading } from '@protocol';

const HOUR_MS = 3_600_000;
/** What a clock does in less than this says nothing of how it goes: a few milliseconds of its way here would. */
const LEAST_SPAN_MS = HOUR_MS;

/**
 * By how much a clock moved away from the server's, in milliseconds an hour, above zero where it is the faster one: the
 * straight line that fits its readings best. Null of too short a time.
 */
export function driftAnHour(readings: readonly ClockReading[]): number | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last || last.at - first.at < LEAST_SPAN_MS) return null;
  const hours = readings.map(({ at }) => (at - first.at) / HOUR_MS);
  const average = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [middle, off] = [average(hours), average(readings.map(({ offMs }) => offMs))];
  let [above, below] = [0, 0];
  readings.forEach(({ offMs }, index) => {
    const away = (hours[index] ?? 0) - middle;
    above += away * (offMs - off);
    below += away * away;
  });
  return above / below;
}
