import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enclosesNothing, metresOutside } from './metresOutside';

/** About 960 m wide and 1,113 m high, in Wuhan. */
const square = [
  { longitude: 114.3, latitude: 30.55 },
  { longitude: 114.31, latitude: 30.55 },
  { longitude: 114.31, latitude: 30.56 },
  { longitude: 114.3, latitude: 30.56 },
];
/** A horseshoe that is open to the north. */
const horseshoe = [
  { longitude: 0, latitude: 0 },
  { longitude: 0.03, latitude: 0 },
  { longitude: 0.03, latitude: 0.03 },
  { longitude: 0.02, latitude: 0.03 },
  { longitude: 0.02, latitude: 0.01 },
  { longitude: 0.01, latitude: 0.01 },
  { longitude: 0.01, latitude: 0.03 },
  { longitude: 0, latitude: 0.03 },
];

describe('metres outside an outline', () => {
  it('are none inside it', () => {
    expect(metresOutside(square, { longitude: 114.305, latitude: 30.555 })).toBe(0);
    expect(metresOutside(horseshoe, { longitude: 0.015, latitude: 0.005 })).toBe(0);
  });

  it('are the distance to the nearest side or corner outside it', () => {
    expect(metresOutside(square, { longitude: 114.311, latitude: 30.555 })).toBeCloseTo(95.9, 0);
    expect(metresOutside(square, { longitude: 114.305, latitude: 30.561 })).toBeCloseTo(111.3, 0);
    expect(metresOutside(square, { longitude: 114.311, latitude: 30.561 })).toBeCloseTo(Math.hypot(95.9, 111.3), 0);
  });

  it('count the mouth of a horseshoe as outside', () => {
    expect(metresOutside(horseshoe, { longitude: 0.015, latitude: 0.02 })).toBeCloseTo(556.6, 0);
  });

  it('do not depend on where the outline begins, nor on its direction', () => {
    const places = fc.record({
      longitude: fc.double({ min: -0.01, max: 0.04, noNaN: true }),
      latitude: fc.double({ min: -0.01, max: 0.04, noNaN: true }),
    });
    fc.assert(
      fc.property(places, fc.nat({ max: 7 }), (place, first) => {
        const turned = [...horseshoe.slice(first), ...horseshoe.slice(0, first)];
        const expected = metresOutside(horseshoe, place);
        expect(metresOutside(turned, place)).toBeCloseTo(expected, 6);
        expect(metresOutside([...turned].reverse(), place)).toBeCloseTo(expected, 6);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an outline', () => {
  it('encloses nothing where its corners are one place or stand on one line', () => {
    expect(enclosesNothing(square)).toBe(false);
    expect(enclosesNothing(square.map(() => ({ longitude: 114.3, latitude: 30.55 })))).toBe(true);
    expect(enclosesNothing([0, 1, 2].map((step) => ({ longitude: step / 100, latitude: step / 100 })))).toBe(true);
  });
});
