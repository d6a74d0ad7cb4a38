import { describe, expect, it } from 'vitest';
import { Driver } from './Driver';
import { metresBetween } from './Plane';
import { random } from './random';
import { Streets } from './Streets';

const driver = (seed: number, inside = (): boolean => true): Driver =>
  new Driver(new Streets(38, 340), inside, random(seed));

describe('a driver', () => {
  it('patrols without a jump, at the speed of a town, within reach of home', () => {
    const one = driver(3);
    let before = one.advance(1);
    for (let second = 0; second < 1800; second += 1) {
      const now = one.advance(1);
      expect(metresBetween(before.place, now.place)).toBeLessThan(16);
      expect(now.speed).toBeLessThanOrEqual(45.01);
      expect(metresBetween({ east: 0, north: 0 }, now.place)).toBeLessThan(1800);
      before = now;
    }
  });

  it('turns smoothly: its heading does not swing round within a second', () => {
    const one = driver(5);
    let before = one.advance(0.2);
    const swings: number[] = [];
    for (let step = 0; step < 5000; step += 1) {
      const now = one.advance(0.2);
      const swing = Math.abs(now.heading - before.heading) % 360;
      swings.push(Math.min(swing, 360 - swing));
      before = now;
    }
    expect(Math.max(...swings)).toBeLessThan(50);
  });

  it.each([
    [300, -200],
    [4000, 5200],
    [-15_000, 900],
  ])(
    'is at a place of %i m east and %i m north within 40 s and waits there, never showing over 80 km/h',
    (east, north) => {
      const one = driver(8);
      for (let second = 0; second < 100; second += 1) one.advance(1);
      one.driveTo({ east, north });
      let motion = one.advance(1);
      for (let second = 0; second < 39; second += 1) {
        motion = one.advance(1);
        expect(motion.speed).toBeLessThan(80);
      }
      expect(metresBetween(motion.place, { east, north })).toBeLessThan(60);
      expect(one.advance(1).speed).toBe(0);
    },
  );

  it('comes back to its own quarter after a call', () => {
    const one = driver(11);
    one.driveTo({ east: 2500, north: 0 });
    for (let second = 0; second < 60; second += 1) one.advance(1);
    one.patrol();
    expect(one.onCall).toBe(false);
    let motion = one.advance(1);
    for (let second = 0; second < 900; second += 1) motion = one.advance(1);
    expect(metresBetween({ east: 0, north: 0 }, motion.place)).toBeLessThan(1800);
  });
});
