import { describe, expect, it } from 'vitest';
import { beginReception, receive, SILENCE_MS, type Reception } from './silence';

function after(steps: readonly [at: number, packets: number, hasKeyFrame: boolean][]): Reception {
  return steps.reduce((reception, [at, packets, key]) => receive(reception, packets, key, at), beginReception(0));
}

describe('silence of a track', () => {
  it('is not said while packets come', () => {
    expect(
      after([
        [2_000, 10, true],
        [4_000, 20, true],
        [6_000, 30, true],
      ]).silent,
    ).toBe(false);
  });

  it('is said when no packet has come for four seconds, also when none ever came', () => {
    expect(
      after([
        [2_000, 10, true],
        [4_000, 10, true],
      ]).silent,
    ).toBe(false);
    expect(
      after([
        [2_000, 10, true],
        [2_000 + SILENCE_MS, 10, true],
      ]).silent,
    ).toBe(true);
    expect(after([[SILENCE_MS, 0, false]]).silent).toBe(true);
  });

  it('ends with the next packet', () => {
    expect(
      after([
        [2_000, 10, true],
        [8_000, 10, true],
        [10_000, 11, true],
      ]).silent,
    ).toBe(false);
  });

  it('is said of a camera whose packets hold no key frame, until one comes', () => {
    const steps: [number, number, boolean][] = [
      [1_000, 10, false],
      [3_000, 20, false],
      [5_000, 30, false],
    ];
    expect(after(steps).silent).toBe(true);
    expect(after([...steps, [7_000, 40, true]]).silent).toBe(false);
  });
});
