import type { Kysely } from 'kysely';
import { RequestError, type OrderTimes } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Session } from '../wire/Caller';
import { orderTimes, type TimedReceipt } from './orderTimes';
import { ReceiptTimesTable } from './ReceiptTimesTable';

export interface OrderReviewDependencies {
  database: Kysely<Schema>;
  fleet: Pick<Fleet, 'vehicles'>;
  places: Pick<Places, 'place' | 'lineage'>;
  access: Pick<Access, 'everyPlaceWith'>;
  clock: () => number;
}

/** A year and a day: more is no question of a supervisor. */
const LONGEST_SPAN_MS = 366 * 24 * 60 * 60 * 1000;

/** The supervisor's times. */
export class OrderReview {
  constructor(private readonly dependencies: OrderReviewDependencies) {}

  /**
   * Of the orders sent in a span, by district, team and vehicle, of the places that the session reviews. Refused with
   * `invalid-input` where the span ends before it begins or is longer than a year.
   */
  async times(session: Session, { from, to }: { from: number; to: number }): Promise<OrderTimes[]> {
    if (to < from || to - from > LONGEST_SPAN_MS)
      throw new RequestError('invalid-input', 'to: at most a year after from');
    const { database, fleet, access, clock } = this.dependencies;
    const placeIds = new Set(access.everyPlaceWith(session, 'orders.review'));
    const vehicles = new Map(
      fleet.vehicles().flatMap((vehicle) => (placeIds.has(vehicle.placeId) ? [[vehicle.id, vehicle] as const] : [])),
    );
    const subjects = new Map<string, Pick<OrderTimes, 'subjectId' | 'name' | 'level'> & { receipts: TimedReceipt[] }>();
    const count = (subjectId: string, name: string, level: OrderTimes['level'], receipt: TimedReceipt): void => {
      const known = subjects.get(subjectId) ?? { subjectId, name, level, receipts: [] };
      known.receipts.push(receipt);
      subjects.set(subjectId, known);
    };
    for (const receipt of await new ReceiptTimesTable(database).sentBetween(from, to)) {
      const vehicle = vehicles.get(receipt.vehicleId);
      if (vehicle === undefined) continue;
      count(vehicle.id, vehicle.plate, 'vehicle', receipt);
      for (const place of this.#teamAndDistrict(vehicle.placeId)) count(place.id, place.path, place.level, receipt);
    }
    const levels = ['district', 'team', 'vehicle'];
    return orderTimes([...subjects.values()], clock()).sort(
      (one, other) =>
        levels.indexOf(one.level) - levels.indexOf(other.level) || one.name.localeCompare(other.name, 'zh-CN'),
    );
  }

  /** Each with its whole path under the city: the first team of one district is not that of another. */
  #teamAndDistrict(placeId: string): { id: string; path: string; level: 'district' | 'team' }[] {
    const { places } = this.dependencies;
    const above = places.lineage(placeId).flatMap((id) => places.place(id) ?? []);
    return above.flatMap(({ id, kind }, index) => {
      if (kind === 'city') return [];
      const path = above.slice(index).flatMap((place) => (place.kind === 'city' ? [] : place.name));
      return [{ id, path: path.reverse().join(' '), level: kind }];
    });
  }
}
