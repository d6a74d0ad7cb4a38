import { describe, expect, it } from 'vitest';
import { ticksOf } from './timeTicks';

describe('the marks of a timeline', () => {
  const start = new Date(2026, 10, 21, 19, 0).getTime();

  it('stand on round moments, a dozen at most', () => {
    const ticks = ticksOf({ from: start + 17_000, to: start + 2.5 * 3_600_000 });
    expect(ticks.length).toBeLessThanOrEqual(13);
    expect(ticks[0]?.label).toBe('19:15');
  });

  it('show seconds only where they differ', () => {
    expect(ticksOf({ from: start, to: start + 60_000 })[1]?.label).toBe('19:00:10');
    expect(ticksOf({ from: start, to: start + 600_000 })[1]?.label).toBe('19:01');
  });
});
