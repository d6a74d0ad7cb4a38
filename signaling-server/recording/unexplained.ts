export interface Stretch {
  readonly startedAt: number;
  /** Null where it still lasts. */
  readonly endedAt: number | null;
}

/**
 * The times within a span of one track that are neither recorded nor explained by a gap. Holes of up to `toleranceMs`
 * between two stretches are what wall clocks and frame lengths leave, and do not count. All in milliseconds; answers
 * holes in order, none overlapping.
 */
export function unexplained(
  segments: readonly Stretch[],
  gaps: readonly Stretch[],
  span: { readonly from: number; readonly to: number },
  toleranceMs: number,
): readonly { readonly from: number; readonly to: number }[] {
  const stretches = [...segments, ...gaps]
    .map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? span.to }))
    .filter(({ from, to }) => to > span.from && from < span.to)
    .sort((one, other) => one.from - other.from);
  const holes: { from: number; to: number }[] = [];
  let covered = span.from;
  for (const { from, to } of [...stretches, { from: span.to, to: span.to }]) {
    if (from - covered > toleranceMs) holes.push({ from: covered, to: from });
    covered = Math.max(covered, to);
  }
  return holes;
}
