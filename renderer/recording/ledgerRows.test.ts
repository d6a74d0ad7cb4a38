import { describe, expect, it } from 'vitest';
import type { CoverageOfTrack, LedgerVehicle } from '@protocol';
import { ledgerRows, timesElsewhere } from './ledgerRows';

const vehicle = (id: string, plate: string | null): LedgerVehicle => ({
  id,
  plate,
  placeId: 'east',
  stays: [{ from: 0, to: 10 }],
});
const camera: CoverageOfTrack = {
  ...{ track: 'camera', cameraView: 'front', clock: null },
  stretches: [{ kind: 'gap', from: 0, to: 10, reason: 'vehicle-offline' }],
};

describe('the rows of a day in the ledger', () => {
  const fleet = new Map([
    ['van', '鄂A·2'],
    ['truck', '鄂A·9'],
    ['new', '鄂A·1'],
  ]);

  it('are of the vehicles of that day, with those that have left since behind the others', () => {
    const vehicles = [
      vehicle('gone', null),
      vehicle('truck', '鄂A·9'),
      vehicle('car', '鄂A·1'),
      vehicle('van', '鄂A·2'),
    ];
    const rows = ledgerRows(vehicles, { fleet, byVehicle: new Map([['car', [camera]]]), goesOnUntil: null });
    expect(rows.map(({ plate, hasLeft }) => [plate, hasLeft])).toEqual([
      ['鄂A·2', false],
      ['鄂A·9', false],
      ['鄂A·1', true],
      ['gone', true],
    ]);
    const [van, , car] = rows;
    expect(van).toMatchObject({ tracks: null, summary: { gaps: 0 } });
    expect(car).toMatchObject({ tracks: [camera], summary: { gaps: 1, gapMs: 10 } });
  });
});

describe('the rows of a day that is not over', () => {
  it('know by its stays who is here, though the page was loaded before one came and another left', () => {
    const byVehicle = new Map<string, readonly CoverageOfTrack[]>();
    const day = { fleet: new Map([['gone', '鄂A·1']]), byVehicle, goesOnUntil: 100 };
    const stays = (to: number) => [{ from: 0, to }];
    const rows = ledgerRows(
      [
        { id: 'gone', plate: '鄂A·1', placeId: 'east', stays: stays(40) },
        { id: 'new', plate: '鄂A·2', placeId: 'east', stays: stays(100) },
      ],
      day,
    );
    expect(rows.map(({ vehicleId, hasLeft }) => [vehicleId, hasLeft])).toEqual([
      ['new', false],
      ['gone', true],
    ]);
  });
});

describe('the times in which a vehicle was elsewhere', () => {
  const span = { from: 0, to: 100 };

  it('lie before, between and behind its stays, up to now', () => {
    expect(
      timesElsewhere(
        [
          { from: 10, to: 20 },
          { from: 50, to: 60 },
        ],
        span,
      ),
    ).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: 50 },
      { from: 60, to: 100 },
    ]);
  });

  it('are none of a vehicle that belonged here all day, and say nothing of what is to come', () => {
    expect(timesElsewhere([span], span)).toEqual([]);
    expect(timesElsewhere([{ from: 0, to: 100 }], { from: 0, to: 40 })).toEqual([]);
    expect(timesElsewhere([{ from: 0, to: 30 }], { from: 0, to: 40 })).toEqual([{ from: 30, to: 40 }]);
  });
});
