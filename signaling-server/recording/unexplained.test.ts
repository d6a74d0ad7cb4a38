import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unexplained } from './unexplained';

const span = { from: 0, to: 100_000 };

describe('unexplained', () => {
  it('finds nothing where segments and gaps follow each other', () => {
    const segments = [
      { startedAt: 0, endedAt: 10_000 },
      { startedAt: 15_000, endedAt: 100_000 },
    ];
    expect(unexplained(segments, [{ startedAt: 10_000, endedAt: 15_000 }], span, 0)).toEqual([]);
  });

  it('finds the hole between them, at the start and at the end', () => {
    const segments = [
      { startedAt: 5_000, endedAt: 10_000 },
      { startedAt: 20_000, endedAt: 90_000 },
    ];
    expect(unexplained(segments, [], span, 300)).toEqual([
      { from: 0, to: 5_000 },
      { from: 10_000, to: 20_000 },
      { from: 90_000, to: 100_000 },
    ]);
  });

  it('passes over holes within the tolerance', () => {
    const segments = [
      { startedAt: 100, endedAt: 10_000 },
      { startedAt: 10_300, endedAt: 99_900 },
    ];
    expect(unexplained(segments, [], span, 300)).toEqual([]);
  });

  it('lets an open gap explain everything after it', () => {
    expect(unexplained([], [{ startedAt: 0, endedAt: null }], span, 0)).toEqual([]);
  });

  it('and what is covered make up the span, whatever overlaps', () => {
    const stretch = fc
      .tuple(fc.integer({ min: -50_000, max: 150_000 }), fc.integer({ min: 0, max: 60_000 }))
      .map(([startedAt, length]) => ({ startedAt, endedAt: startedAt + length }));
    fc.assert(
      fc.property(fc.array(stretch), fc.array(stretch), (segments, gaps) => {
        const holes = unexplained(segments, gaps, span, 0);
        for (const { from, to } of holes) {
          const middle = (from + to) / 2;
          expect([...segments, ...gaps].some(({ startedAt, endedAt }) => startedAt < middle && middle < endedAt)).toBe(
            false,
          );
        }
        const filled = [...segments, ...holes.map(({ from, to }) => ({ startedAt: from, endedAt: to }))];
        expect(unexplained(filled, gaps, span, 0)).toEqual([]);
      }),
    );
  });
});
