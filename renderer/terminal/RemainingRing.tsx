import type { ReactNode } from 'react';
import { useShrinkingArc } from '../voice/useShrinkingArc';

const RADIUS = 144;
const AROUND = 2 * Math.PI * RADIUS;
const DRAW_EVERY_MS = 100;

/** Around the talk button: what is left of the talk limit. */
export function RemainingRing({ since, until }: { since: number; until: number }): ReactNode {
  const arc = useShrinkingArc({ since, until }, { around: AROUND, drawEveryMs: DRAW_EVERY_MS });
  return (
    <svg className="remaining-ring" viewBox="0 0 300 300" aria-hidden="true">
      <circle ref={arc} cx={150} cy={150} r={RADIUS} strokeDasharray={AROUND} transform="rotate(-90 150 150)" />
    </svg>
  );
}
