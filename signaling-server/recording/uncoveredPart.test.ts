import { describe, expect, it } from 'vitest';
import { uncoveredPart } from './uncoveredPart';

const span = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });

describe('the part of a span that nothing else covers', () => {
  it('is all of it where there is nothing else', () => {
    expect(uncoveredPart(span(1_000, 9_000), [])).toEqual({ from: 1_000, to: 9_000 });
  });

  it('begins where the live recording ended and ends where the next one begins', () => {
    const covers = [span(8_000, 20_000), span(-5_000, 3_000), span(0, 2_000)];
    expect(uncoveredPart(span(1_000, 9_000), covers)).toEqual({ from: 3_000, to: 8_000 });
  });

  it('reaches over what was recorded in its middle', () => {
    expect(uncoveredPart(span(0, 9_000), [span(4_000, 5_000)])).toEqual({ from: 0, to: 9_000 });
  });

  it('is nothing where all is covered, but for what wall clocks leave', () => {
    expect(uncoveredPart(span(1_000, 9_000), [span(0, 5_000), span(5_200, 8_800)])).toBeNull();
  });
});
