import type { ClockReading } from '@protocol';

const HOUR_MS = 3_600_000;
/** What a clock does in less than this says nothing of how it goes: a few milliseconds of its way here would. */
const LEAST_SPAN_MS = HOUR_MS;

/**
 * By how much a clock moved away from the server's, in milliseconds an hour, above zero where it is the faster one: the
 * slope of the straight lines that fit its readings best, one for each time between two moments at which it was set,
 * all of one slope. Null where it was never left alone for long enough.
 */
export function driftAnHour(readings: readonly ClockReading[]): number | null {
  const spans = spansBetweenSteps(readings);
  const longest = Math.max(0, ...spans.map((span) => (span.at(-1)?.at ?? 0) - (span[0]?.at ?? 0)));
  if (longest < LEAST_SPAN_MS) return null;
  let [above, below] = [0, 0];
  for (const span of spans) {
    const begun = span[0]?.at ?? 0;
    const hours = span.map(({ at }) => (at - begun) / HOUR_MS);
    const average = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
    const [middle, off] = [average(hours), average(span.map(({ offMs }) => offMs))];
    span.forEach(({ offMs }, index) => {
      const away = (hours[index] ?? 0) - middle;
      above += away * (offMs - off);
      below += away * away;
    });
  }
  return above / below;
}

/** Readings of a clock, oldest first, cut where it was set. */
function spansBetweenSteps(readings: readonly ClockReading[]): readonly (readonly ClockReading[])[] {
  const spans: ClockReading[][] = [];
  for (const reading of readings) {
    const last = spans.at(-1);
    if (last && reading.stepMs === null) last.push(reading);
    else spans.push([reading]);
  }
  return spans;
}
