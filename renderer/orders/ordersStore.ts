import { isReceiptOpen, type Message, type Order } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { mergeByRevision, replaceByRevision } from '../wire/mergeByRevision';
import { on, onReady, request } from '../wire/pageConnection';

const KEPT_MESSAGES = 200;

interface OrdersState {
  readonly orders: ReadonlyMap<string, Order>;
  /** Newest first. */
  readonly messages: readonly Message[];
}

export const useOrders = create<OrdersState>(() => ({ orders: new Map(), messages: [] }));

/** Keeps the store to what the server says. Called once by a page that shows orders. */
export function followOrders(): void {
  onReady(() => {
    if (!holdsPermission('orders.view')) return;
    request('orders:list', {}).then(
      ({ orders, messages }) =>
        useOrders.setState((before) => ({
          orders: replaceByRevision(before.orders, orders),
          messages: newestMessages(before.messages, messages),
        })),
      (error: unknown) => console.error('the orders could not be loaded', error),
    );
  });
  on('orders:changed', (changed) => keepOrder(changed));
  on('orders:said', keepMessage);
}

/** Also called with the answer to orders:reply. */
export function keepMessage(said: Message): void {
  useOrders.setState((before) => ({ messages: newestMessages(before.messages, [said]) }));
}

/** Also called with the answer to orders:send, which may overtake its event. */
export function keepOrder(order: Order): void {
  useOrders.setState((before) => ({ orders: mergeByRevision(before.orders, [order]) }));
}

function newestMessages(before: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  const byId = new Map([...before, ...incoming].map((message) => [message.id, message]));
  return [...byId.values()].sort((one, other) => other.at - one.at).slice(0, KEPT_MESSAGES);
}

/** The vehicle's order that is still open, else its newest one; the newest first of both. */
export function currentOrderOf(orders: ReadonlyMap<string, Order>, vehicleId: string): Order | null {
  const own = [...orders.values()]
    .filter(({ receipts }) => receipts.some((receipt) => receipt.vehicleId === vehicleId))
    .sort((one, other) => other.sentAt - one.sentAt);
  const isOpen = ({ receipts }: Order): boolean =>
    receipts.some((receipt) => receipt.vehicleId === vehicleId && isReceiptOpen(receipt.state));
  return own.find(isOpen) ?? own[0] ?? null;
}
