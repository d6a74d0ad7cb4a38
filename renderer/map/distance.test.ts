import { describe, expect, it } from 'vitest';
import { directionTo, distanceText, metresBetween } from './distance';

const centre = { longitude: 114.3, latitude: 30.6 };

describe('the way to an order', () => {
  it('measures a hundredth of a degree of latitude as about 1.1 km', () => {
    expect(metresBetween(centre, { ...centre, latitude: 30.61 })).toBeCloseTo(1112, -1);
    expect(metresBetween(centre, centre)).toBe(0);
  });

  it('names the direction in eighths', () => {
    expect(directionTo(centre, { longitude: 114.3, latitude: 31 })).toBe('n');
    expect(directionTo(centre, { longitude: 115, latitude: 30.6 })).toBe('e');
    expect(directionTo(centre, { longitude: 114.0, latitude: 30.3 })).toBe('sw');
    expect(directionTo(centre, { longitude: 114.0, latitude: 30.86 })).toBe('nw');
  });

  it('says metres near by and kilometres further away', () => {
    expect(distanceText(843)).toBe('840 m');
    expect(distanceText(1790)).toBe('1.8 km');
  });
});
