import { describe, expect, it } from 'vitest';
import { orderBearing } from './orderBearing';

const here = { longitude: 114.3, latitude: 30.6 };

describe('the bearing of a place', () => {
  it('is counted from north, clockwise', () => {
    expect(orderBearing(here, { ...here, latitude: 30.7 })).toBe(0);
    expect(orderBearing(here, { ...here, longitude: 114.4 })).toBe(90);
    expect(orderBearing(here, { ...here, latitude: 30.5 })).toBe(180);
    expect(orderBearing(here, { ...here, longitude: 114.2 })).toBe(270);
  });
});
