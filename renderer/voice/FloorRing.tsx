import type { ReactNode } from 'react';
import { useShrinkingArc } from './useShrinkingArc';

const RADIUS = 9;
const AROUND = 2 * Math.PI * RADIUS;
const DRAW_EVERY_MS = 200;

/** What is left of a stretch of time, as a ring that shrinks. The figure stands beside it in words. */
export function FloorRing({ since, until }: { since: number; until: number }): ReactNode {
  const arc = useShrinkingArc({ since, until }, { around: AROUND, drawEveryMs: DRAW_EVERY_MS });
  return (
    <svg className="floor-ring" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx={12} cy={12} r={RADIUS} />
      <circle ref={arc} cx={12} cy={12} r={RADIUS} strokeDasharray={AROUND} transform="rotate(-90 12 12)" />
    </svg>
  );
}
