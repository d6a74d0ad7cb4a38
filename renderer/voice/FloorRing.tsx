import { useEffect, useRef, type ReactNode } from 'react';
import { serverNow } from '../wire/pageConnection';

const RADIUS = 9;
const AROUND = 2 * Math.PI * RADIUS;
const DRAW_EVERY_MS = 200;

/** What is left of a stretch of time, as a ring that shrinks. The figure stands beside it in words. */
export function FloorRing({ since, until }: { since: number; until: number }): ReactNode {
  const arc = useRef<SVGCircleElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const left = Math.min(1, Math.max(0, (until - serverNow()) / Math.max(1, until - since)));
      arc.current?.setAttribute('stroke-dashoffset', String(AROUND * (1 - left)));
    };
    draw();
    const timer = setInterval(draw, DRAW_EVERY_MS);
    return () => clearInterval(timer);
  }, [since, until]);
  return (
    <svg className="floor-ring" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx={12} cy={12} r={RADIUS} />
      <circle ref={arc} cx={12} cy={12} r={RADIUS} strokeDasharray={AROUND} transform="rotate(-90 12 12)" />
    </svg>
  );
}
