import type { Span } from './playbackPlan';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const steps = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
];
const MOST_TICKS = 13;

/** Round moments of a span with their words, a dozen at most. */
export function ticksOf(span: Span): { readonly at: number; readonly label: string }[] {
  const length = span.to - span.from;
  const step = steps.find((candidate) => length / candidate <= MOST_TICKS) ?? 60 * MINUTE_MS;
  const first = Math.ceil(span.from / step) * step;
  const count = Math.max(0, Math.floor((span.to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step;
    const date = new Date(at);
    const parts = [date.getHours(), date.getMinutes(), ...(step < MINUTE_MS ? [date.getSeconds()] : [])];
    return { at, label: parts.map((part) => String(part).padStart(2, '0')).join(':') };
  });
}
