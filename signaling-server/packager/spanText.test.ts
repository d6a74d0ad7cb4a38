import { describe, expect, it } from 'vitest';
import { spanText } from './spanText';

/** China Standard Time is eight hours ahead. */
const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour - 8, 15);

describe('a span in the report', () => {
  it('names the day once where it begins and ends on the same', () => {
    expect(spanText(at(21, 9), at(21, 23))).toBe('2026-11-21 09:15:00.000 至 23:15:00.000');
  });

  it('names the day of its end where that is another, at midnight in China', () => {
    expect(spanText(at(21, 23), at(22, 1))).toBe('2026-11-21 23:15:00.000 至 2026-11-22 01:15:00.000');
    expect(spanText(at(21, 7), at(21, 9))).toBe('2026-11-21 07:15:00.000 至 09:15:00.000');
  });

  it('says of what goes on that it has not ended', () => {
    expect(spanText(at(21, 9), null)).toBe('2026-11-21 09:15:00.000 至 未结束');
  });
});
