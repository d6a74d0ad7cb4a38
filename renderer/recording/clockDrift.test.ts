import { describe, expect, it } from 'vitest';
import type { ClockReading } from '@protocol';
import { driftAnHour } from './clockDrift';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 4, 1, 8);
const reading = (minutes: number, offMs: number): ClockReading => ({
  ...{ at: START + minutes * MINUTE_MS, offMs, leastOffMs: offMs, mostOffMs: offMs, uncertaintyMs: 5 },
});

describe('how much a clock drifted', () => {
  it('is told in milliseconds an hour, above zero where it goes faster than ours', () => {
    expect(driftAnHour([0, 30, 60, 120].map((minutes) => reading(minutes, 400 + minutes)))).toBeCloseTo(60);
    expect(driftAnHour([0, 60, 120].map((minutes) => reading(minutes, -minutes / 4)))).toBeCloseTo(-15);
  });

  it('is none of a clock that is off by the same all the time', () => {
    expect(driftAnHour([0, 20, 60].map((minutes) => reading(minutes, -1_300)))).toBeCloseTo(0);
  });

  it('goes by all readings and not by the two at the ends', () => {
    const readings = [reading(0, 0), reading(20, 20), reading(40, 40), reading(60, 20)];
    expect(driftAnHour(readings)).toBeCloseTo(24);
  });

  it('is not told of less than an hour, nor of nothing', () => {
    expect(driftAnHour([])).toBeNull();
    expect(driftAnHour([reading(0, 100), reading(59, 110)])).toBeNull();
  });
});
