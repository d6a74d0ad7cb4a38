import type { ReactNode } from 'react';

const WIDTH = 240;
const HEIGHT = 44;

interface Point {
  readonly at: number;
  /** Null where nothing was measured: the line has a hole. */
  readonly value: number | null;
}

/** A measure over the last hour, with its limit as a dashed line. What it says in words stands beside it. */
export function Sparkline({
  points,
  limit,
  from,
  to,
}: {
  points: readonly Point[];
  /** Null where there is none. */
  limit: number | null;
  from: number;
  to: number;
}): ReactNode {
  const highest = Math.max(1, limit ?? 0, ...points.map(({ value }) => value ?? 0)) * 1.1;
  const x = (at: number): number => ((at - from) / Math.max(1, to - from)) * WIDTH;
  const y = (value: number): number => HEIGHT - (value / highest) * HEIGHT;
  const path = points
    .map(({ at, value }, index) => {
      if (value === null) return '';
      const isNew = index === 0 || points[index - 1]?.value === null;
      return `${isNew ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  const last = points.findLast(({ value }) => value !== null);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {limit !== null && <line className="sparkline-limit" x1={0} x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
      <path d={path} />
      {last?.value !== undefined && last.value !== null && (
        <line className="sparkline-now" x1={x(last.at)} x2={x(last.at)} y1={y(last.value) - 3} y2={y(last.value) + 3} />
      )}
    </svg>
  );
}
