import { describe, expect, it } from 'vitest';
import type { Place } from '@protocol';
import { callOrder, type Desk } from './callOrder';

const places: readonly Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
];
const placeOf = (id: string): Place | null => places.find((place) => place.id === id) ?? null;
const desk = (accountId: string, placeId: string, attending = 0): Desk => ({
  accountId,
  name: accountId,
  grants: [{ role: 'dispatcher', placeId }],
  attending,
});
const order = (desks: readonly Desk[]): string[] => callOrder('east', desks, placeOf).map(({ accountId }) => accountId);

describe('who is called to an alarm', () => {
  it('is the desk of the district before that of the city', () => {
    expect(order([desk('ann', 'city'), desk('bob', 'east')])).toEqual(['bob', 'ann']);
  });

  it('is the one with fewer alarms among equals', () => {
    expect(order([desk('ann', 'east', 2), desk('bob', 'east', 1)])).toEqual(['bob', 'ann']);
  });

  it('is nobody of another district, and nobody who is no dispatcher', () => {
    const supervisor: Desk = { ...desk('cho', 'city'), grants: [{ role: 'supervisor', placeId: 'city' }] };
    expect(order([desk('ann', 'west'), supervisor])).toEqual([]);
  });
});
