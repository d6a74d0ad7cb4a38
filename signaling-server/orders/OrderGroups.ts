import { isReceiptOpen, type Order } from '@protocol';
import type { TalkGroups } from '../voice/TalkGroups';
import type { Orders } from './Orders';

export interface OrderGroupsDependencies {
  orders: Pick<Orders, 'open' | 'onChanged'>;
  groups: Pick<TalkGroups, 'group' | 'invite'>;
}

/**
 * Puts the crews of an order into the talk group that goes with it, until they have finished with it or the centre
 * has: what a crew is not in, its terminal neither hears nor speaks in. A vehicle's own channel takes no guests.
 */
export class OrderGroups {
  private constructor(private readonly dependencies: OrderGroupsDependencies) {}

  static create(dependencies: OrderGroupsDependencies): OrderGroups {
    const { orders } = dependencies;
    const orderGroups = new OrderGroups(dependencies);
    orders.onChanged(({ groupId }) => orderGroups.#invite(groupId));
    new Set(orders.open().map(({ groupId }) => groupId)).forEach((groupId) => orderGroups.#invite(groupId));
    return orderGroups;
  }

  #invite(groupId: string | null): void {
    const { orders, groups } = this.dependencies;
    if (groupId === null || groups.group(groupId)?.kind === 'vehicle') return;
    const crews = orders.open().flatMap((order) => (order.groupId === groupId ? busyWith(order) : []));
    groups.invite(groupId, [...new Set(crews)].sort());
  }
}

function busyWith({ receipts }: Order): string[] {
  return receipts.filter(({ state }) => isReceiptOpen(state)).map(({ vehicleId }) => vehicleId);
}
