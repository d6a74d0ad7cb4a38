import type { CoverRegion, RegionKeyframe } from '@protocol';

type Place = Pick<RegionKeyframe, 'x' | 'y' | 'width' | 'height'>;

/** Where a region lies at a moment, in shares of the picture; null before it begins and after it has ended. */
export function regionAt({ from, to, keyframes }: CoverRegion, at: number): Place | null {
  const [first] = keyframes;
  if (!first || at < from || at > to) return null;
  const index = keyframes.findLastIndex((keyframe) => keyframe.at <= at);
  const before = keyframes[index] ?? first;
  const after = keyframes[index + 1];
  if (!after || index < 0) return before;
  const share = (at - before.at) / (after.at - before.at);
  const between = (part: keyof Place): number => before[part] + (after[part] - before[part]) * share;
  return { x: between('x'), y: between('y'), width: between('width'), height: between('height') };
}
