import { describe, expect, it } from 'vitest';
import { insideOutline } from './insideOutline';

const corner = (longitude: number, latitude: number) => ({ longitude, latitude });
const horseshoe = [
  corner(0, 0),
  corner(6, 0),
  corner(6, 6),
  corner(4, 6),
  corner(4, 2),
  corner(2, 2),
  corner(2, 6),
  corner(0, 6),
];

describe('insideOutline', () => {
  it('finds what lies in either arm of a hollow outline', () => {
    expect(insideOutline(corner(1, 5), horseshoe)).toBe(true);
    expect(insideOutline(corner(5, 5), horseshoe)).toBe(true);
  });

  it('leaves out what lies in the hollow', () => {
    expect(insideOutline(corner(3, 5), horseshoe)).toBe(false);
  });

  it('leaves out what lies beside, above and below', () => {
    for (const place of [corner(-1, 1), corner(7, 1), corner(3, 7), corner(3, -1)])
      expect(insideOutline(place, horseshoe)).toBe(false);
  });

  it('does not care in which direction the outline was drawn', () => {
    expect(insideOutline(corner(1, 5), [...horseshoe].reverse())).toBe(true);
    expect(insideOutline(corner(3, 5), [...horseshoe].reverse())).toBe(false);
  });
});
