import { expect, it } from 'vitest';
import { circleOutline } from './circleOutline';
import { metresBetween } from './distance';

it('is everywhere as far from the middle as it should be', () => {
  const middle = { longitude: 114.3, latitude: 30.6 };
  for (const radius of [10, 500, 5_000]) {
    for (const corner of circleOutline(middle, radius)) {
      expect(Math.abs(metresBetween(middle, corner) / radius - 1)).toBeLessThan(0.005);
    }
  }
});
