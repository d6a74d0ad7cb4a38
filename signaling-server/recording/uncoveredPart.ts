export interface ClockSpan {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What is missing for less than this is what wall clocks and frame lengths leave. */
const TOLERANCE_MS = 300;

/**
 * The part of a span from its first to its last moment that nothing else covers; null where all of it is covered.
 * `covers` may overlap and come in any order. All in milliseconds.
 */
export function uncoveredPart(
  { startedAt, endedAt }: ClockSpan,
  covers: readonly ClockSpan[],
): { readonly from: number; readonly to: number } | null {
  const sorted = [...covers].sort((one, other) => one.startedAt - other.startedAt);
  const holes: { from: number; to: number }[] = [];
  let covered = startedAt;
  for (const cover of [...sorted, { startedAt: endedAt, endedAt }]) {
    const to = Math.min(endedAt, cover.startedAt);
    if (to - covered > TOLERANCE_MS) holes.push({ from: covered, to });
    covered = Math.max(covered, cover.endedAt);
  }
  const [first] = holes;
  const last = holes.at(-1);
  return first && last ? { from: first.from, to: last.to } : null;
}
