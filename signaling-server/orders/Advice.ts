import type { Order, RequestOutput } from '@protocol';
import { isReceiptOpen } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Places } from '../people/Places';
import { rankVehicles, type Candidate } from './rankVehicles';

export interface AdviceDependencies {
  fleet: Pick<Fleet, 'vehicles'>;
  places: Pick<Places, 'within'>;
  orders: { open: () => readonly Order[] };
  clock: () => number;
}

/** An older fix is no advice. */
const OLDEST_ADVISED_FIX_MS = 5 * 60_000;
const MOST_ADVISED = 20;

/** Who should go to a place. */
export class Advice {
  constructor(private readonly dependencies: AdviceDependencies) {}

  /** The best first, of the vehicles on duty that may be sent; `placeId` is the district of the place where it is known. */
  rank(
    place: { readonly longitude: number; readonly latitude: number },
    { placeId, maySend }: { placeId: string | null; maySend: (vehicleId: string) => boolean },
  ): RequestOutput<'orders:rank'> {
    const { fleet, places, clock } = this.dependencies;
    const at = clock();
    const openOrders = this.#openOrders();
    const candidates = fleet.vehicles().flatMap((vehicle): Candidate[] => {
      const { id, position, status, crew, cameras, online, onDuty } = vehicle;
      if (!online || !onDuty || position === null || !maySend(id)) return [];
      return [
        {
          vehicleId: id,
          longitude: position.longitude,
          latitude: position.latitude,
          fixAgeMs: Math.max(0, at - position.at),
          status,
          openOrders: openOrders.get(id) ?? 0,
          crewAboard: crew.length,
          camerasLive: cameras.filter(({ state }) => state === 'live').length,
          isInDistrict: placeId === null ? null : places.within(vehicle.placeId, placeId),
        },
      ];
    });
    const limits = { oldestFixMs: OLDEST_ADVISED_FIX_MS, limit: MOST_ADVISED };
    return { vehicles: rankVehicles(place, candidates, limits), oldestFixMs: OLDEST_ADVISED_FIX_MS };
  }

  /** Who else should go where a vehicle does not answer: the best of its district that does not have the order already. */
  nextFor({ content: { place }, receipts }: Order, vehicleId: string): string | null {
    const { fleet } = this.dependencies;
    const silent = fleet.vehicles().find(({ id }) => id === vehicleId);
    // An order without a place is about where the vehicle is.
    const where = place ?? silent?.position ?? null;
    if (silent === undefined || where === null) return null;
    const ordered = new Set(receipts.map((receipt) => receipt.vehicleId));
    const { vehicles } = this.rank(where, { placeId: silent.placeId, maySend: (id) => !ordered.has(id) });
    return vehicles[0]?.vehicleId ?? null;
  }

  /** How many orders each vehicle has that it has not finished. */
  #openOrders(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { receipts } of this.dependencies.orders.open()) {
      for (const { vehicleId, state } of receipts) {
        if (isReceiptOpen(state)) counts.set(vehicleId, (counts.get(vehicleId) ?? 0) + 1);
      }
    }
    return counts;
  }
}
