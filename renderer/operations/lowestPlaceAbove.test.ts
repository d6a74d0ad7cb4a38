import type { Place } from '@protocol';
import { expect, it } from 'vitest';
import { lowestPlaceAbove } from './lowestPlaceAbove';

const places: readonly Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'east-1', name: '一队', kind: 'team', parentId: 'east' },
  { id: 'east-2', name: '二队', kind: 'team', parentId: 'east' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
];

it('is the place of one vehicle, and the first one above the places of several', () => {
  expect(lowestPlaceAbove(places, ['east-1'])).toBe('east-1');
  expect(lowestPlaceAbove(places, ['east-1', 'east-1'])).toBe('east-1');
  expect(lowestPlaceAbove(places, ['east-1', 'east-2'])).toBe('east');
  expect(lowestPlaceAbove(places, ['east-1', 'west'])).toBe('city');
});

it('is none where there is no vehicle', () => {
  expect(lowestPlaceAbove(places, [])).toBeNull();
});
