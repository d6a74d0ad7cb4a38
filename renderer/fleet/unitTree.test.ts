import type { Place, Vehicle } from '@protocol';
import { describe, expect, it } from 'vitest';
import { unitTree } from './unitTree';

const places: Place[] = [
  { id: 'city', name: '武汉市', kind: 'city', parentId: null },
  { id: 'd1', name: '江岸区', kind: 'district', parentId: 'city' },
  { id: 'd1-1', name: '一中队', kind: 'team', parentId: 'd1' },
  { id: 'd1-2', name: '二中队', kind: 'team', parentId: 'd1' },
  { id: 'd2', name: '武昌区', kind: 'district', parentId: 'city' },
];

const vehicle = (id: string, plate: string, placeId: string, more: Partial<Vehicle> = {}): Vehicle => ({
  id,
  plate,
  placeId,
  online: true,
  onDuty: true,
  status: 'free',
  crew: [],
  cameras: [],
  hasSound: false,
  soundReason: null,
  position: null,
  revision: 1,
  ...more,
});

const fleet = [
  vehicle('c', '鄂A·6M560', 'd1-2', { online: false }),
  vehicle('b', '鄂A·3Z071', 'd1-1', { crew: ['陈建国'] }),
  vehicle('a', '鄂A·0C118', 'd1-1'),
  vehicle('d', '鄂A·5K209', 'd2'),
];

const plates = (query: string): string[] =>
  unitTree(places, fleet, query).flatMap(({ units }) => units.map((unit) => unit.vehicle.plate));

describe('unitTree', () => {
  it('keeps districts, teams and plates in order', () => {
    expect(plates('')).toEqual(['鄂A·0C118', '鄂A·3Z071', '鄂A·6M560', '鄂A·5K209']);
  });

  it('counts who is on duty among all of a district, whatever is searched for', () => {
    expect(unitTree(places, fleet, '3z')[0]).toMatchObject({ name: '江岸区', onDuty: 2, all: 3 });
  });

  it('finds a plate without its dot and in lower case', () => {
    expect(plates('a3z071')).toEqual(['鄂A·3Z071']);
  });

  it('finds by who is aboard, by team and by district', () => {
    expect(plates('陈建')).toEqual(['鄂A·3Z071']);
    expect(plates('二中队')).toEqual(['鄂A·6M560']);
    expect(plates('武昌')).toEqual(['鄂A·5K209']);
  });

  it('shows a district alone where its dispatcher sees no city', () => {
    expect(
      unitTree([{ id: 'd2', name: '武昌区', kind: 'district', parentId: 'city' }], fleet.slice(3), '')[0]?.name,
    ).toBe('武昌区');
  });
});
