import type { Position } from '@protocol';
import { describe, expect, it } from 'vitest';
import { newestPositions } from './newestPositions';

const fix = (number: number, at: number): Position => ({
  number,
  at,
  longitude: 114,
  latitude: 30,
  speed: null,
  heading: null,
  accuracy: null,
});

describe('newestPositions', () => {
  it('takes a newer fix and leaves an older one', () => {
    const before = new Map([['v', fix(5, 5_000)]]);
    expect(newestPositions(before, [{ vehicleId: 'v', position: fix(6, 6_000) }]).get('v')?.number).toBe(6);
    expect(newestPositions(before, [{ vehicleId: 'v', position: fix(4, 4_000) }])).toBe(before);
  });

  it('takes a fix of a device that counts anew, by its time', () => {
    const before = new Map([['v', fix(500, 5_000)]]);
    expect(newestPositions(before, [{ vehicleId: 'v', position: fix(1, 9_000) }]).get('v')?.number).toBe(1);
  });

  it('answers with the same map where nothing moved', () => {
    const before = new Map([['v', fix(5, 5_000)]]);
    expect(newestPositions(before, [{ vehicleId: 'v', position: fix(5, 5_000) }])).toBe(before);
  });
});
