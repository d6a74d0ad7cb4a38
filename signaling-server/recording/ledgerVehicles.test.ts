import { describe, expect, it } from 'vitest';
import { ledgerVehicles } from './ledgerVehicles';

const stay = (vehicleId: string, from: number, to: number | null) => ({ vehicleId, plate: vehicleId, from, to });
const span = { from: 1_000, to: 2_000 };

describe('the vehicles of a ledger', () => {
  it('are told with the times at the places of whoever asks, cut to the span', () => {
    expect(ledgerVehicles([stay('car', 0, 1_200), stay('car', 1_500, null), stay('van', 1_900, 5_000)], span)).toEqual([
      {
        id: 'car',
        plate: 'car',
        stays: [
          { from: 1_000, to: 1_200 },
          { from: 1_500, to: 2_000 },
        ],
      },
      { id: 'van', plate: 'van', stays: [{ from: 1_900, to: 2_000 }] },
    ]);
  });

  it('have one stay where they went from one of these places to another', () => {
    expect(ledgerVehicles([stay('car', 0, 1_200), stay('car', 1_200, null)], span)).toEqual([
      { id: 'car', plate: 'car', stays: [{ from: 1_000, to: 2_000 }] },
    ]);
  });

  it('are none that came when the span was over, or had left as it began', () => {
    expect(ledgerVehicles([stay('car', 2_000, null), stay('van', 0, 1_000)], span)).toEqual([]);
  });
});
