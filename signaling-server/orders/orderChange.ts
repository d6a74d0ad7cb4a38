import { isReceiptOpen, RequestError, type Order, type Receipt } from '@protocol';
import type { FeedFact } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Caller } from '../wire/Caller';
import type { OrderChange } from './OrderBook';
import type { OrderTransition } from './orderLifecycle';
import type { OrderRecord } from './OrdersTable';

/** What one vehicle's receipt became. */
export interface TakenStep {
  readonly receipt: Receipt;
  readonly transition: OrderTransition;
}

/** An order after steps of its receipts, with an audit row and a line of the feed for each of them. */
export function orderChange(
  order: OrderRecord,
  steps: readonly TakenStep[],
  {
    caller,
    at,
    note,
    fleet,
  }: { caller: Caller | null; at: number; note: string | null; fleet: Pick<Fleet, 'vehicle'> },
): OrderChange {
  const said = note === null ? {} : { note };
  return {
    order: withReceipts(
      order,
      steps.map(({ receipt }) => receipt),
      at,
    ),
    steps,
    audits: steps.map(({ receipt, transition }) => {
      const { vehicleId, version, arrivedBy } = receipt;
      const placeId = fleet.vehicle(vehicleId)?.placeId;
      const by = transition === 'arrived' && arrivedBy === 'position' ? { by: 'position' } : {};
      return {
        caller,
        action: `orders.${transition}`,
        subject: { kind: 'order', id: order.id },
        ...(placeId === undefined ? {} : { placeId }),
        details: {
          number: order.number,
          vehicle: vehicleId,
          version,
          ...by,
          ...said,
          ...escalationOf(receipt, transition),
        },
      };
    }),
    facts: steps.flatMap(({ receipt, transition }): FeedFact[] => {
      const vehicle = fleet.vehicle(receipt.vehicleId);
      if (vehicle === null) return [];
      const suggested = fleet.vehicle(receipt.escalations.at(-1)?.suggestedVehicleId ?? '')?.plate;
      const text = transition === 'escalated' ? suggested : (note ?? undefined);
      return [
        {
          kind: `order-${transition}`,
          placeId: vehicle.placeId,
          vehicleId: vehicle.id,
          details: {
            ...{ plate: vehicle.plate, orderNumber: order.number, ...escalationOf(receipt, transition) },
            ...(text === undefined ? {} : { text }),
          },
        },
      ];
    }),
  };
}

/** With its revision, which counts up with every change. */
export function withReceipts(order: OrderRecord, receipts: readonly Receipt[], at: number): OrderRecord {
  const changed = new Map(receipts.map((receipt) => [receipt.vehicleId, receipt]));
  return {
    ...order,
    receipts: order.receipts.map((receipt) => changed.get(receipt.vehicleId) ?? receipt),
    revision: Math.max(order.revision + 1, at),
  };
}

/** What crosses the wire of an order. */
export function shown({ clientKey: _clientKey, senderId: _senderId, ...order }: OrderRecord): Order {
  return order;
}

export function isOpen({ receipts }: Order): boolean {
  return receipts.some(({ state }) => isReceiptOpen(state));
}

/** Throws `not-found` for a vehicle that the order did not go to. */
export function expectReceipt(order: Order, vehicleId: string): Receipt {
  const receipt = order.receipts.find((one) => one.vehicleId === vehicleId);
  if (receipt === undefined) throw new RequestError('not-found', `order ${order.id} did not go to this vehicle`);
  return receipt;
}

function escalationOf({ escalations }: Receipt, transition: OrderTransition): Record<string, string> {
  if (transition === 'call-answered' || transition === 'call-failed') {
    const [called] = escalations
      .flatMap(({ cause, step, call }) => (call === undefined ? [] : [{ cause, step, ...call }]))
      .sort((one, other) => other.at - one.at);
    if (called === undefined) return {};
    const { cause, step, outcome, name } = called;
    return { cause, step, outcome, ...(name === null ? {} : { desk: name }) };
  }
  const last = escalations.at(-1);
  if (transition !== 'escalated' || last === undefined) return {};
  const { cause, step, suggestedVehicleId } = last;
  return { cause, step, ...(suggestedVehicleId === null ? {} : { suggested: suggestedVehicleId }) };
}
