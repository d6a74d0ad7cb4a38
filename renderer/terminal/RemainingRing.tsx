import { useEffect, useRef, type ReactNode } from 'react';
import { serverNow } from '../wire/pageConnection';

const RADIUS = 144;
const AROUND = 2 * Math.PI * RADIUS;
const DRAW_EVERY_MS = 100;

/** Around the talk button: what is left of the talk limit. */
export function RemainingRing({ since, until }: { since: number; until: number }): ReactNode {
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
    <svg className="remaining-ring" viewBox="0 0 300 300" aria-hidden="true">
      <circle ref={arc} cx={150} cy={150} r={RADIUS} strokeDasharray={AROUND} transform="rotate(-90 150 150)" />
    </svg>
  );
}
