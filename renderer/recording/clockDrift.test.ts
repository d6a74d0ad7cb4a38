import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockReading } from '@protocol';
import { driftAnHour } from './clockDrift';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 4, 1, 8);
const reading = (minutes: number, offMs: number, stepMs: number | null = null): ClockReading => ({
  ...{ at: START + minutes * MINUTE_MS, offMs, leastOffMs: offMs, mostOffMs: offMs, uncertaintyMs: 5, stepMs },
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

  it('is how it went between the moments at which it was set, and not how far it was set', () => {
    const hour = 3_600_000;
    const readings = [
      reading(0, 0),
      reading(30, 3),
      reading(60, 6),
      reading(70, hour + 7, hour),
      reading(90, hour + 9),
    ];
    expect(driftAnHour(readings)).toBeCloseTo(6);
    expect(driftAnHour([reading(0, 0), reading(50, 5), reading(55, hour, hour), reading(100, hour)])).toBeNull();
  });

  it('is the same however often and however far the clock was set', () => {
    const set = fc.record({ minutes: fc.integer({ min: 1, max: 200 }), byMs: fc.integer({ min: -1e9, max: 1e9 }) });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 8 }), fc.integer({ min: -500, max: 500 }), (steps, drift) => {
        let [at, moved] = [120, 0];
        const readings = [0, 60, 120].map((minutes) => reading(minutes, (minutes / 60) * drift));
        for (const { minutes, byMs } of steps) {
          moved += byMs;
          readings.push(reading((at += 5), moved + (at / 60) * drift, byMs));
          readings.push(reading((at += minutes), moved + (at / 60) * drift));
        }
        expect(driftAnHour(readings)).toBeCloseTo(drift, 3);
      }),
    );
  });
});
