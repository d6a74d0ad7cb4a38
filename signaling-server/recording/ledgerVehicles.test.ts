import { describe, expect, it } from 'vitest';
import { ledgerVehicles } from './ledgerVehicles';

const stay = (vehicleId: string, placeId: string, from: number, to: number | null) => ({
  ...{ vehicleId, placeId, plate: vehicleId, from, to },
});
const span = { from: 1_000, to: 2_000 };

describe('the vehicles of a ledger', () => {
  it('are told with the times at the places of whoever asks, cut to the span', () => {
    const stays = [stay('car', 'east', 0, 1_200), stay('car', 'east', 1_500, null), stay('van', 'west', 1_900, 5_000)];
    expect(ledgerVehicles(stays, span)).toEqual([
      {
        ...{ id: 'car', plate: 'car', placeId: 'east' },
        stays: [
          { from: 1_000, to: 1_200 },
          { from: 1_500, to: 2_000 },
        ],
      },
      { id: 'van', plate: 'van', placeId: 'west', stays: [{ from: 1_900, to: 2_000 }] },
    ]);
  });

  it('have one stay where they went from one of these places to another, and are told with that one', () => {
    expect(ledgerVehicles([stay('car', 'east', 0, 1_200), stay('car', 'west', 1_200, null)], span)).toEqual([
      { id: 'car', plate: 'car', placeId: 'west', stays: [{ from: 1_000, to: 2_000 }] },
    ]);
  });

  it('are told with the last place of the span, wherever they went after it', () => {
    expect(ledgerVehicles([stay('car', 'east', 0, 2_000), stay('car', 'west', 2_000, null)], span)).toEqual([
      { id: 'car', plate: 'car', placeId: 'east', stays: [{ from: 1_000, to: 2_000 }] },
    ]);
  });

  it('are none that came when the span was over, or had left as it began', () => {
    expect(ledgerVehicles([stay('car', 'east', 2_000, null), stay('van', 'west', 0, 1_000)], span)).toEqual([]);
  });
});
