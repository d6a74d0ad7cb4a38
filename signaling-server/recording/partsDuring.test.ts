import { describe, expect, it } from 'vitest';
import { partsDuring } from './partsDuring';

const east = { vehicleId: 'car', placeId: 'east', from: 0, to: 1_000 };
const west = { vehicleId: 'car', placeId: 'west', from: 1_000, to: null };
const gap = (startedAt: number, endedAt: number | null, vehicleId = 'car') => ({ vehicleId, startedAt, endedAt });

describe('a gap in what was recorded of a vehicle that moved', () => {
  it('belongs to each of its places for the time that it lasted there', () => {
    expect(partsDuring([gap(400, 1_600)], [east])).toEqual([gap(400, 1_000)]);
    expect(partsDuring([gap(400, 1_600)], [west])).toEqual([gap(1_000, 1_600)]);
    expect(partsDuring([gap(400, 1_600)], [east, west])).toEqual([gap(400, 1_000), gap(1_000, 1_600)]);
  });

  it('goes on at the place where the vehicle is now, and has an end at the one that it left', () => {
    expect(partsDuring([gap(400, null)], [west])).toEqual([gap(1_000, null)]);
    expect(partsDuring([gap(400, null)], [east])).toEqual([gap(400, 1_000)]);
  });

  it('is no concern of a place where the vehicle was before or came to later, nor of another vehicle', () => {
    expect(partsDuring([gap(1_000, 1_600)], [east])).toEqual([]);
    expect(partsDuring([gap(100, 900)], [west])).toEqual([]);
    expect(partsDuring([gap(100, 900, 'other')], [east, west])).toEqual([]);
  });
});
