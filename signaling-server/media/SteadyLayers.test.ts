import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SteadyLayers } from './SteadyLayers';

const ALL = [true, true, true];

describe('the size of a camera that a record follows', () => {
  it('is the largest one from the first, also before it comes', () => {
    const layers = new SteadyLayers(3);
    expect(layers.highest(0)).toBe(2);
    layers.observe([true, false, false], 100);
    expect(layers.highest(100)).toBe(2);
    expect(layers.nextLook(100)).toBeNull();
  });

  it('is none that went away and only shows up now and then', () => {
    const layers = new SteadyLayers(3);
    layers.observe(ALL, 0);
    layers.observe([true, true, false], 1_000);
    expect(layers.highest(1_000)).toBe(1);
    for (const at of [3_000, 8_000, 13_000]) {
      layers.observe(ALL, at);
      expect(layers.highest(at)).toBe(1);
      expect(layers.nextLook(at)).toBe(at + 8_000);
      layers.observe([true, true, false], at + 2_000);
      expect(layers.nextLook(at + 2_000)).toBeNull();
      expect(layers.highest(at + 4_000)).toBe(1);
    }
  });

  it('is a larger one again after it has come without a break for eight seconds', () => {
    const layers = new SteadyLayers(3);
    layers.observe(ALL, 0);
    layers.observe([true, false, false], 1_000);
    expect(layers.highest(1_000)).toBe(0);
    layers.observe([true, true, false], 5_000);
    layers.observe(ALL, 7_000);
    expect(layers.highest(12_999)).toBe(0);
    expect(layers.nextLook(12_999)).toBe(13_000);
    expect(layers.highest(13_000)).toBe(1);
    expect(layers.nextLook(13_000)).toBe(15_000);
    expect(layers.highest(15_000)).toBe(2);
    expect(layers.nextLook(15_000)).toBeNull();
  });

  it('is the smallest where nothing comes at all', () => {
    const layers = new SteadyLayers(2);
    layers.observe([true, true], 0);
    layers.observe([false, false], 1);
    expect(layers.highest(2)).toBe(0);
  });

  it('rises, whatever comes and goes, only to a size that has been coming for eight seconds or never went away', () => {
    const step = fc.record({ wait: fc.nat(9_000), areComing: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const layers = new SteadyLayers(3);
        const since: (number | null)[] = [null, null, null];
        let now = 0;
        let before = layers.highest(now);
        for (const { wait, areComing } of steps) {
          now += wait;
          const reached = layers.highest(now);
          if (reached > before) expect(now - (since[reached] ?? now)).toBeGreaterThanOrEqual(8_000);
          layers.observe(areComing, now);
          areComing.forEach((isComing, index) => (since[index] = isComing ? (since[index] ?? now) : null));
          before = layers.highest(now);
        }
      }),
    );
  });
});
