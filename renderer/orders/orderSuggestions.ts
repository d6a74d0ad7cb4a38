import { answeredByPhone, isReceiptOpen, type Order, type Receipt } from '@protocol';

/** One vehicle that does not answer, or refused, and the one that the rules would send instead. */
export interface OrderSuggestion {
  readonly order: Order;
  readonly receipt: Receipt;
  readonly suggestedVehicleId: string;
}

/**
 * What the rules suggest to this person: an order of his, still unanswered since the suggestion, and a vehicle that
 * does not have it yet. The most recent suggestion first.
 */
export function orderSuggestions(orders: Iterable<Order>, accountId: string): OrderSuggestion[] {
  const found: (OrderSuggestion & { readonly at: number })[] = [];
  for (const order of orders) {
    if (order.owner.accountId !== accountId) continue;
    for (const receipt of order.receipts) {
      const last = receipt.escalations.filter(({ suggestedVehicleId }) => suggestedVehicleId !== null).at(-1);
      const suggestedVehicleId = last?.suggestedVehicleId ?? null;
      if (last === undefined || suggestedVehicleId === null || !isUnanswered(receipt, last)) continue;
      if (order.receipts.some(({ vehicleId }) => vehicleId === suggestedVehicleId)) continue;
      found.push({ order, receipt, suggestedVehicleId, at: last.at });
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

/** Whether an escalation still stands: whoever has done what was waited for, or picked up, needs no other vehicle. */
export function isUnanswered(receipt: Receipt, { cause, at }: Receipt['escalations'][number]): boolean {
  const { state, times } = receipt;
  if ((times.sent ?? 0) > at) return false;
  if (state === 'refused') return true;
  if (!isReceiptOpen(state) || answeredByPhone(receipt, cause)) return false;
  if (cause === 'not-delivered') return state === 'sent';
  if (cause === 'not-accepted') return state === 'sent' || state === 'delivered' || state === 'read';
  return state !== 'arrived';
}
