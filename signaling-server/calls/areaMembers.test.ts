import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '@protocol';
import { areaMembers, LEAVE_AFTER_M, OLDEST_FIX_MS, WORST_ACCURACY_M } from './areaMembers';

const METRES_PER_DEGREE = 111_320;
/** From the equator to the south, so that metres north of it are metres outside. */
const area = [
  { longitude: -0.01, latitude: -0.02 },
  { longitude: 0.01, latitude: -0.02 },
  { longitude: 0.01, latitude: 0 },
  { longitude: -0.01, latitude: 0 },
];
const NOW = 1_000_000;
const at = (metresNorth: number, part: Partial<Position> = {}): Position => ({
  ...{ number: 1, at: NOW, longitude: 0, latitude: metresNorth / METRES_PER_DEGREE },
  ...{ speed: null, heading: null, accuracy: 5, ...part },
});
const isMember = (was: boolean, position: Position | null): boolean =>
  areaMembers(new Set(was ? ['vehicle-1'] : []), [{ id: 'vehicle-1', position }], area, NOW).length === 1;

describe('the members of an area', () => {
  it('join on entering and leave only when they are well outside', () => {
    expect(isMember(false, at(-100))).toBe(true);
    expect(isMember(false, at(10))).toBe(false);
    expect(isMember(true, at(10))).toBe(true);
    expect(isMember(true, at(LEAVE_AFTER_M + 5))).toBe(false);
  });

  it('neither join nor leave by a fix that is old, vague or missing', () => {
    const old = { at: NOW - OLDEST_FIX_MS - 1 };
    const vague = { accuracy: WORST_ACCURACY_M + 1 };
    for (const part of [old, vague, { at: NOW + OLDEST_FIX_MS + 1 }]) {
      expect(isMember(false, at(-100, part))).toBe(false);
      expect(isMember(true, at(5_000, part))).toBe(true);
    }
    expect(isMember(true, null)).toBe(true);
    expect(isMember(false, null)).toBe(false);
  });

  it('are out when they are no candidates any more', () => {
    expect(areaMembers(new Set(['vehicle-1']), [], area, NOW)).toEqual([]);
  });

  it('do not come and go by jitter smaller than the margin around any place', () => {
    const jitter = fc.array(fc.double({ min: -LEAVE_AFTER_M / 2, max: LEAVE_AFTER_M / 2, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), jitter, (metresNorth, steps) => {
        let was = false;
        let changes = 0;
        for (const step of steps) {
          const is = isMember(was, at(metresNorth + step));
          if (is !== was) changes += 1;
          was = is;
        }
        expect(changes).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
