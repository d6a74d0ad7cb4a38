import { describe, expect, it } from 'vitest';
import { clockTime, duration, shortTime } from './formatTime';

const noon = new Date(2026, 10, 21, 12, 5, 9).getTime();

describe('formatTime', () => {
  it('shows a time of day with seconds', () => {
    expect(clockTime(noon)).toBe('12:05:09');
  });

  it('names the day only where it is another one', () => {
    expect(shortTime(noon, noon + 60_000)).toBe('12:05');
    expect(shortTime(noon, noon + 24 * 60 * 60 * 1_000)).toBe('11-21 12:05');
  });

  it('counts a duration in minutes and seconds, and never below nothing', () => {
    expect(duration(64_900)).toBe('01:04');
    expect(duration(-5)).toBe('00:00');
  });
});
