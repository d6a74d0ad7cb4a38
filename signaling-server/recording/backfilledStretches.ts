import type { CoverageStretch } from '@protocol';

/** What is missing for less than this is what wall clocks and frame lengths leave. */
const TOLERANCE_MS = 300;

/**
 * A track's stretches as the ledger shows them: where the terminal's own recording fills a gap, the gap is no more, and
 * what fills it says why there was one. Answers them in order of their beginning.
 */
export function backfilledStretches(stretches: readonly CoverageStretch[]): CoverageStretch[] {
  const fills = stretches.filter(({ kind }) => kind === 'device').sort((one, other) => one.from - other.from);
  if (fills.length === 0) return [...stretches];
  const gaps = stretches.filter(({ kind }) => kind === 'gap');
  const others = stretches.filter(({ kind }) => kind !== 'gap' && kind !== 'device');
  const filled = fills.map((fill) => {
    const gap = gaps.find(({ from, to }) => Math.min(to, fill.to) - Math.max(from, fill.from) > TOLERANCE_MS);
    return { ...fill, reason: gap?.reason ?? null };
  });
  const left = gaps.flatMap((gap) => remainderOf(gap, fills));
  return [...others, ...filled, ...left].sort((one, other) => one.from - other.from);
}

/** What is left of a gap: all of one that nothing fills, however short it is. */
function remainderOf(gap: CoverageStretch, fills: readonly CoverageStretch[]): CoverageStretch[] {
  const within = fills.filter(({ from, to }) => to > gap.from && from < gap.to);
  if (within.length === 0) return [gap];
  const left: CoverageStretch[] = [];
  let at = gap.from;
  for (const fill of within) {
    if (fill.from - at > TOLERANCE_MS) left.push({ ...gap, from: at, to: fill.from });
    at = Math.max(at, fill.to);
  }
  if (gap.to - at > TOLERANCE_MS) left.push({ ...gap, from: at });
  return left;
}
