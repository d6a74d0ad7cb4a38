import { expect, it } from 'vitest';
import type { Place } from '@protocol';
import { Places } from '../people/Places';
import { talkGroupsOf } from './talkGroupsOf';

const tree: Place[] = [
  { id: 'city', name: '市指挥中心', kind: 'city', parentId: null },
  { id: 'north', name: '江岸区', kind: 'district', parentId: 'city' },
  { id: 'north-1', name: '一中队', kind: 'team', parentId: 'north' },
  { id: 'south', name: '洪山区', kind: 'district', parentId: 'city' },
];
const vehicles = [
  { id: 'a', plate: '鄂A·1', placeId: 'north-1' },
  { id: 'b', plate: '鄂A·2', placeId: 'south' },
];

it('makes a group of every place with the vehicles under it, and a private one for each vehicle', () => {
  const places = Places.of(tree);
  const groups = talkGroupsOf(tree, vehicles, (placeId, ancestorId) => places.within(placeId, ancestorId));
  expect(groups.map(({ id, kind, name, vehicleIds }) => [id, kind, name, vehicleIds])).toEqual([
    ['place:city', 'city', '全市', ['a', 'b']],
    ['place:north', 'district', '江岸区', ['a']],
    ['place:north-1', 'team', '一中队', ['a']],
    ['place:south', 'district', '洪山区', ['b']],
    ['vehicle:a', 'vehicle', '鄂A·1', ['a']],
    ['vehicle:b', 'vehicle', '鄂A·2', ['b']],
  ]);
});
