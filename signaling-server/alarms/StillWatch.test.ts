import { beforeEach, describe, expect, it } from 'vitest';
import { StillWatch } from './StillWatch';

/** A hundred metres to the east, at this latitude. */
const HUNDRED_METRES = 0.001_045;
const place = { longitude: 114.3, latitude: 30.6 };

let watch: StillWatch;
beforeEach(() => (watch = new StillWatch()));

/** A fix a second, each so many metres to the east of the place. */
function drive(from: number, to: number, metresAt: (second: number) => number): void {
  for (let at = from; at <= to; at += 1_000) {
    const longitude = place.longitude + (metresAt((at - from) / 1_000) / 100) * HUNDRED_METRES;
    watch.take('car', { ...place, longitude }, at);
  }
}

describe('where a vehicle stands', () => {
  it('is where it has stayed, though the fixes of a parked one wander', () => {
    drive(0, 600_000, (second) => (second * 7) % 40);
    expect(watch.stoodMs('car', 600_000)).toBe(600_000);
  });

  it('is nowhere while it moves, and at first where it has come to stand', () => {
    drive(0, 600_000, (second) => second * 2);
    expect(watch.stoodMs('car', 600_000)).toBe(0);
    drive(601_000, 640_000, () => 1_500);
    expect(watch.stoodMs('car', 640_000)).toBe(0);
    drive(641_000, 700_000, () => 1_500);
    expect(watch.stoodMs('car', 700_000)).toBe(99_000);
  });

  it('is not known where no fix has come for a minute, and begins anew with the next', () => {
    expect(watch.stoodMs('car', 0)).toBe(0);
    drive(0, 300_000, () => 0);
    expect(watch.stoodMs('car', 359_000)).toBe(359_000);
    expect(watch.stoodMs('car', 360_000)).toBe(0);
    drive(360_000, 420_000, () => 0);
    expect(watch.stoodMs('car', 420_000)).toBe(60_000);
  });
});
