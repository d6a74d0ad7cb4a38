import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { spanOf } from './spanOf';

const day = dayjs('2026-11-22T00:00:00');
const at = (time: string): number => dayjs(`2026-11-22T${time}`).valueOf();
const hours = (begin: string, end: string) => [dayjs(at(begin)), dayjs(at(end))] as const;

describe('the hours to review', () => {
  it('reach up to now where they end in the minute that runs', () => {
    const now = at('11:20:43.500');
    expect(spanOf(day, hours('10:20:43', '11:20:43'), now)).toEqual({ from: at('10:20:00'), to: now });
  });

  it('end at the full minute where that is past, or is still to come', () => {
    expect(spanOf(day, hours('10:00:00', '11:00:00'), at('11:20:43')).to).toBe(at('11:00:00'));
    expect(spanOf(day, hours('10:00:00', '11:30:00'), at('11:20:43')).to).toBe(at('11:30:00'));
  });

  it('go over midnight where the end is before the beginning', () => {
    const { from, to } = spanOf(day, hours('23:00:00', '01:00:00'), at('11:20:43'));
    expect([from, to]).toEqual([at('23:00:00'), dayjs('2026-11-23T01:00:00').valueOf()]);
  });
});
