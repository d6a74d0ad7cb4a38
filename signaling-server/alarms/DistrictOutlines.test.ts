import { describe, expect, it } from 'vitest';
import { DistrictOutlines } from './DistrictOutlines';

const HANKOU_RIVERSIDE = { longitude: 114.3055, latitude: 30.5928 };

describe('the outlines of districts', () => {
  it('know who is in which district, and how far out he is', async () => {
    const outlines = await DistrictOutlines.create();
    const within = ['420102', '420103', '420104', '420105', '420106'].filter(
      (district) => outlines.metresOutside(district, HANKOU_RIVERSIDE) === 0,
    );
    expect(within).toHaveLength(1);
    const farOut = outlines.metresOutside('420106', { longitude: 114.0, latitude: 30.6 }) ?? 0;
    expect(farOut).toBeGreaterThan(10_000);
    expect(farOut).toBeLessThan(60_000);
  });

  it('say nothing of a place that has no outline', async () => {
    const outlines = await DistrictOutlines.create();
    expect(outlines.metresOutside('420106-1', HANKOU_RIVERSIDE)).toBeNull();
    expect(DistrictOutlines.of(new Map()).metresOutside('420106', HANKOU_RIVERSIDE)).toBeNull();
  });
});
