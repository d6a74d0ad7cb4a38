import type { Order, OrderPriority, RequestError } from '@protocol';
import { create } from 'zustand';
import { connection, on, onReady, request, serverNow } from '../wire/pageConnection';
import { OrderOutbox, type OutboxEntry } from './OrderOutbox';
import { playOrderTone } from './tones';

const OUTBOX_KEPT_UNDER = 'zhiqin.outbox';
const ORDERS_KEPT_UNDER = 'zhiqin.orders';
const ALERTED_KEPT_UNDER = 'zhiqin.alerted';
const ALERTED_KEPT = 200;

interface CrewOrdersState {
  readonly orders: readonly Order[];
  /** What the crew did that the server has not confirmed. */
  readonly outbox: readonly OutboxEntry[];
  /** The order on the card, where the crew or a flash order chose it. */
  readonly chosenId: string | null;
}

export const useCrewOrders = create<CrewOrdersState>(() => ({
  orders: readList<Order>(ORDERS_KEPT_UNDER),
  outbox: [],
  chosenId: null,
}));

let refused: (entry: OutboxEntry, error: RequestError) => void = () => undefined;

const outbox = OrderOutbox.create({
  storage: {
    read: () => localStorage.getItem(OUTBOX_KEPT_UNDER),
    write: (text) => localStorage.setItem(OUTBOX_KEPT_UNDER, text),
  },
  send: async (entry) => {
    if (entry.kind === 'advance') {
      const { orderId, version, state, note, at } = entry;
      take(await request('orders:advance', { orderId, version, state, note, at }));
    } else {
      await request('orders:say', { clientKey: entry.clientKey, orderId: entry.orderId, text: entry.text });
    }
  },
  onChanged: (entries) => useCrewOrders.setState({ outbox: entries }),
  onRefused: (entry, error) => refused(entry, error),
});

/** Follows the orders of one vehicle: confirms their delivery by itself, sounds each once. The answer stops it. */
export function followCrewOrders(vehicleId: string, onRefused: typeof refused): () => void {
  refused = onRefused;
  const received = (order: Order): void => {
    take(order);
    deliver(order, vehicleId);
  };
  const load = async (): Promise<void> => {
    try {
      // Steps taken without a network go first, so that the list that follows already knows them.
      await outbox.flush(vehicleId);
      const { orders } = await request('orders:list', {});
      replace(orders);
      orders.forEach((order) => deliver(order, vehicleId));
    } catch (error) {
      console.warn('the orders could not be loaded; they are asked for again on the next connection', error);
    }
  };
  const retry = setInterval(() => {
    if (connection.isReady && useCrewOrders.getState().outbox.length > 0) {
      void outbox.flush(vehicleId);
    }
  }, OUTBOX_RETRY_MS);
  const endings = [onReady(() => void load()), on('orders:changed', received), () => clearInterval(retry)];
  return () => endings.forEach((end) => end());
}

const OUTBOX_RETRY_MS = 5000;

export function advance(
  vehicleId: string,
  { id: orderId, version }: Order,
  state: 'accepted' | 'refused' | 'arrived' | 'done',
  note: string | null,
): Promise<void> {
  return outbox.add({ kind: 'advance', vehicleId, orderId, version, state, note, at: serverNow() });
}

/** A quick message to the centre, with the order it belongs to where there is one. */
export function say(vehicleId: string, orderId: string | null, text: string): Promise<void> {
  return outbox.add({ kind: 'say', vehicleId, clientKey: crypto.randomUUID(), orderId, text, at: Date.now() });
}

export function chooseOrder(chosenId: string | null): void {
  useCrewOrders.setState({ chosenId });
}

/** Leaves nothing of one crew's orders to the next. Steps that were not sent stay until they are. */
export function forgetOrders(): void {
  localStorage.removeItem(ORDERS_KEPT_UNDER);
  useCrewOrders.setState({ orders: [], chosenId: null });
}

function deliver(order: Order, vehicleId: string): void {
  const receipt = order.receipts.find((candidate) => candidate.vehicleId === vehicleId);
  if (!receipt || (receipt.state !== 'sent' && receipt.state !== 'delivered')) {
    return;
  }
  if (receipt.state === 'sent') {
    const { id: orderId, version } = order;
    const at = serverNow();
    void outbox.add({ kind: 'advance', vehicleId, orderId, version, state: 'delivered', note: null, at });
  }
  alertOnce(order.id, order.content.priority);
}

function alertOnce(orderId: string, priority: OrderPriority): void {
  const alerted = readList<string>(ALERTED_KEPT_UNDER);
  if (alerted.includes(orderId)) {
    return;
  }
  localStorage.setItem(ALERTED_KEPT_UNDER, JSON.stringify([...alerted, orderId].slice(-ALERTED_KEPT)));
  playOrderTone();
  navigator.vibrate?.([300, 120, 300]);
  if (priority === 'flash') {
    chooseOrder(orderId);
  }
}

function take(order: Order): void {
  const { orders } = useCrewOrders.getState();
  const known = orders.find(({ id }) => id === order.id);
  if (!known || known.revision <= order.revision) {
    set([order, ...orders.filter(({ id }) => id !== order.id)]);
  }
}

/** A snapshot replaces what it knows; an event that overtook it keeps its newer state. */
function replace(snapshot: readonly Order[]): void {
  const before = new Map(useCrewOrders.getState().orders.map((order) => [order.id, order]));
  set(
    snapshot.map((order) => {
      const known = before.get(order.id);
      return known && known.revision > order.revision ? known : order;
    }),
  );
}

function set(orders: readonly Order[]): void {
  useCrewOrders.setState({ orders });
  localStorage.setItem(ORDERS_KEPT_UNDER, JSON.stringify(orders));
}

function readList<Item>(key: string): readonly Item[] {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    // Only this file writes under these keys.
    return Array.isArray(parsed) ? (parsed as Item[]) : [];
  } catch {
    return [];
  }
}
