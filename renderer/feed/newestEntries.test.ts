import type { FeedEntry } from '@protocol';
import { describe, expect, it } from 'vitest';
import { KEPT_ENTRIES, newestEntries } from './newestEntries';

const entry = (id: string, at: number): FeedEntry => ({
  id,
  at,
  kind: 'on-duty',
  placeId: 'p',
  vehicleId: null,
  details: {},
});

describe('newestEntries', () => {
  it('shows each entry once, newest first, whichever way it came', () => {
    const shown = newestEntries([entry('b', 2)], [entry('a', 1), entry('b', 2), entry('c', 3)]);
    expect(shown.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('forgets the oldest beyond what a page keeps', () => {
    const many = Array.from({ length: KEPT_ENTRIES + 5 }, (_, index) => entry(String(index), index));
    const shown = newestEntries([], many);
    expect(shown).toHaveLength(KEPT_ENTRIES);
    expect(shown.at(-1)?.at).toBe(5);
  });
});
