import type { Position } from '@protocol';
import { describe, expect, it } from 'vitest';
import { positionAt } from './trackPosition';

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
