import type { Order, Position, Receipt } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import { DueMoments, type Clock } from './DueMoments';
import type { EscalationRules } from './EscalationRules';
import { dueAt, type OrderEvent, type OrderPatience } from './orderLifecycle';
import { metresBetween } from '../fleet/metresBetween';

/** What could not be written is tried again after so long: a database that is away must not be asked without a pause. */
const RETRY_MS = 1_000;

export interface OrderWatchDependencies {
  rules: Pick<EscalationRules, 'of'>;
  fleet: Pick<Fleet, 'vehicle'>;
  clock: Clock;
  /** Something may have happened without anybody's asking. `isSo` looks at the receipt as it is when its turn comes. */
  happens: (orderId: string, vehicleId: string, event: WatchedEvent, isSo: (receipt: Receipt) => boolean) => void;
}

/** The moment of it is that of the decision. */
type WatchedEvent = Omit<OrderEvent, 'at'>;

/** What happens to orders without anybody's asking: time passes, vehicles come to their places, crews pick up or not. */
export class OrderWatch {
  readonly #due: DueMoments;
  /** The orders that each vehicle is on its way with, to a place. */
  readonly #underWay = new Map<string, Map<string, Order>>();
  /** What became of calls, until it is written: no step of the rules is taken before that. */
  readonly #calls = new Map<string, WatchedEvent[]>();

  constructor(private readonly dependencies: OrderWatchDependencies) {
    this.#due = new DueMoments(dependencies.clock, (keys) => {
      for (const key of keys) this.#happens(key, this.#calls.get(key)?.[0] ?? { name: 'time' });
    });
  }

  /** A crew was rung because of an order: what became of that. */
  called(orderId: string, vehicleId: string, call: NonNullable<OrderEvent['call']>): void {
    const key = keyOf(orderId, vehicleId);
    const event: WatchedEvent = { name: call.outcome === 'answered' ? 'call-answered' : 'call-failed', call };
    this.#calls.set(key, [...(this.#calls.get(key) ?? []), event]);
    this.#happens(key, event);
  }

  /** What had come is written, or was of no effect. */
  settled(orderId: string, vehicleId: string, event: WatchedEvent): void {
    const key = keyOf(orderId, vehicleId);
    const waiting = this.#calls.get(key) ?? [];
    const [next, ...others] = waiting.filter((one) => one !== event);
    if (next === undefined) this.#calls.delete(key);
    else this.#calls.set(key, [next, ...others]);
    if (next !== undefined && waiting.includes(event)) this.#happens(key, next);
  }

  /** Waits for what this order waits for now, and for nothing that it waited for before. */
  follow(order: Order): void {
    for (const receipt of order.receipts) {
      const { vehicleId, state } = receipt;
      this.#due.set(keyOf(order.id, vehicleId), dueAt(receipt, this.patienceOf(order, vehicleId)));
      const underWay = this.#underWay.get(vehicleId) ?? new Map<string, Order>();
      if (order.content.place !== null && (state === 'accepted' || state === 'on-the-way')) {
        this.#underWay.set(vehicleId, underWay.set(order.id, order));
      } else if (underWay.delete(order.id) && underWay.size === 0) this.#underWay.delete(vehicleId);
    }
  }

  /** What had come could not be written: nothing has changed, and it is due again in a moment. */
  tryAgain(order: Order, vehicleId: string): void {
    const receipt = order.receipts.find((one) => one.vehicleId === vehicleId);
    const key = keyOf(order.id, vehicleId);
    const soonest = this.dependencies.clock.now() + RETRY_MS;
    const ownMoment = receipt === undefined ? null : dueAt(receipt, this.patienceOf(order, vehicleId));
    const moment = this.#calls.has(key) ? soonest : ownMoment;
    this.#due.set(key, moment === null ? null : Math.max(moment, soonest));
  }

  /** Arrived where a fix, not older than the crew's yes, lies within the place. */
  vehicleMoved(vehicleId: string, position: Position): void {
    for (const { id, content } of this.#underWay.get(vehicleId)?.values() ?? []) {
      if (content.place === null || metresBetween(content.place, position) > content.place.radius) continue;
      const isSo = ({ times }: Receipt): boolean => position.at >= (times.accepted ?? 0);
      this.dependencies.happens(id, vehicleId, { name: 'entered-place' }, isSo);
    }
  }

  patienceOf({ expiresAt, content }: Order, vehicleId: string): OrderPatience {
    const placeId = this.dependencies.fleet.vehicle(vehicleId)?.placeId;
    const steps = placeId === undefined ? [] : this.dependencies.rules.of(placeId, content.priority).steps;
    return { expiresAt, deadline: content.deadline, steps };
  }

  close(): void {
    this.#due.close();
  }

  #happens(key: string, event: WatchedEvent): void {
    const [orderId = '', vehicleId = ''] = key.split('\n');
    this.dependencies.happens(orderId, vehicleId, event, () => true);
  }
}

function keyOf(orderId: string, vehicleId: string): string {
  return `${orderId}\n${vehicleId}`;
}
