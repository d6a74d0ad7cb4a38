import type { LedgerVehicle } from '@protocol';
import type { VehicleStay } from '../fleet/VehicleStaysTable';

type KnownStay = Pick<VehicleStay, 'vehicleId' | 'placeId' | 'from' | 'to'> & { readonly plate: string | null };

/**
 * The vehicles of some stays, each vehicle's oldest first, cut to a span; stays that follow each other are one. Each is
 * told with the place where it was last.
 */
export function ledgerVehicles(
  stays: readonly KnownStay[],
  span: { readonly from: number; readonly to: number },
): LedgerVehicle[] {
  const vehicles = new Map<string, LedgerVehicle>();
  for (const { vehicleId, plate, placeId, ...stay } of stays) {
    const [from, to] = [Math.max(stay.from, span.from), Math.min(stay.to ?? span.to, span.to)];
    if (to <= from) continue;
    const vehicle = vehicles.get(vehicleId) ?? { id: vehicleId, plate, placeId, stays: [] };
    vehicles.set(vehicleId, vehicle);
    vehicle.placeId = placeId;
    const last = vehicle.stays.at(-1);
    if (last?.to === from) last.to = to;
    else vehicle.stays.push({ from, to });
  }
  return [...vehicles.values()];
}
