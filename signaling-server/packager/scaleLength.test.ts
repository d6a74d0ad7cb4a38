import { describe, expect, it } from 'vitest';
import { scaleLength } from './scaleLength';

describe('the bar that says how large a map is', () => {
  it('is of a round length, as long as there is room for', () => {
    expect([9, 20, 49.9, 51, 130, 999, 1_000, 2_600].map(scaleLength)).toEqual([5, 20, 20, 50, 100, 500, 1_000, 2_000]);
  });
});
