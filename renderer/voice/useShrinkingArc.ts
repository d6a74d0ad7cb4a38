import { useEffect, useRef, type RefObject } from 'react';
import { serverNow } from '../wire/pageConnection';

/**
 * For a circle of so long a way around, drawn with one dash of that length: keeps as much of it as is left of a stretch of
 * time. Drawn past React, many times a second.
 */
export function useShrinkingArc(
  { since, until }: { since: number; until: number },
  { around, drawEveryMs }: { around: number; drawEveryMs: number },
): RefObject<SVGCircleElement | null> {
  const arc = useRef<SVGCircleElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const left = Math.min(1, Math.max(0, (until - serverNow()) / Math.max(1, until - since)));
      arc.current?.setAttribute('stroke-dashoffset', String(around * (1 - left)));
    };
    draw();
    const timer = setInterval(draw, drawEveryMs);
    return () => clearInterval(timer);
  }, [since, until, around, drawEveryMs]);
  return arc;
}
