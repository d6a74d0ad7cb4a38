import { describe, expect, it } from 'vitest';
import type { CoverageStretch } from '@protocol';
import { backfilledStretches } from './backfilledStretches';

const recorded = (from: number, to: number): CoverageStretch => ({ kind: 'recorded', from, to, reason: null });
const device = (from: number, to: number): CoverageStretch => ({ kind: 'device', from, to, reason: null });
const gap = (from: number, to: number): CoverageStretch => ({ kind: 'gap', from, to, reason: 'vehicle-offline' });
const filled = (from: number, to: number): CoverageStretch => ({ ...device(from, to), reason: 'vehicle-offline' });

describe('a ledger in which a terminal’s own recording fills gaps', () => {
  it('shows what fills a gap in its place, with why there was one', () => {
    const stretches = [recorded(0, 10_000), gap(10_000, 20_000), device(9_000, 20_100), recorded(20_000, 30_000)];
    expect(backfilledStretches(stretches)).toEqual([
      ...[recorded(0, 10_000), filled(9_000, 20_100), recorded(20_000, 30_000)],
    ]);
  });

  it('shows what is left of a gap at both ends and in between', () => {
    const stretches = [gap(10_000, 40_000), device(12_000, 20_000), device(25_000, 39_900)];
    expect(backfilledStretches(stretches)).toEqual([
      ...[gap(10_000, 12_000), filled(12_000, 20_000), gap(20_000, 25_000), filled(25_000, 39_900)],
    ]);
  });

  it('leaves a gap that nothing fills as it is, however short', () => {
    const stretches = [gap(0, 100), device(5_000, 6_000)];
    expect(backfilledStretches(stretches)).toEqual(stretches);
  });
});
