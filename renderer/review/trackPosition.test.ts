import type { Position } from '@protocol';
import { describe, expect, it } from 'vitest';
import { positionAt, trackStretchAt } from './trackPosition';

const fix = (at: number, longitude: number): Position => ({
  number: at,
  at,
  longitude,
  latitude: 30,
  speed: 20,
  heading: 90,
  accuracy: 5,
});

describe('where a vehicle was at a moment', () => {
  it('is on the way between two near fixes', () => {
    expect(positionAt([fix(0, 114), fix(1000, 114.2)], 500)?.longitude).toBeCloseTo(114.1);
  });

  it('is at the last fix where the next one is far off or missing', () => {
    expect(positionAt([fix(0, 114), fix(60_000, 115)], 30_000)?.longitude).toBe(114);
    expect(positionAt([fix(0, 114)], 30_000)?.longitude).toBe(114);
  });

  it('is unknown before the first fix', () => {
    expect(positionAt([fix(1000, 114)], 500)).toBeNull();
  });
});

describe('the span whose positions are had', () => {
  const HALF_PAST = Date.UTC(2026, 10, 22, 16, 30);

  it('is the same for moments of one half hour', () => {
    expect(trackStretchAt(HALF_PAST + 1)).toEqual(trackStretchAt(HALF_PAST + 29 * 60_000));
    expect(trackStretchAt(HALF_PAST - 1)).not.toEqual(trackStretchAt(HALF_PAST));
  });

  it('reaches back far enough to know where a vehicle was when the half hour began', () => {
    const { from, to } = trackStretchAt(HALF_PAST);
    const track = [fix(HALF_PAST - 800, 114), fix(HALF_PAST + 200, 115)].filter(({ at }) => at >= from && at < to);
    expect(positionAt(track, HALF_PAST)?.longitude).toBeCloseTo(114.8);
  });
});
