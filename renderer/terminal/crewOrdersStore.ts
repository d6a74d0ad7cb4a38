import type { EventPayload, Message, Order, RequestError } from '@protocol';
import { create } from 'zustand';
import { connection, on, onReady, request, serverNow } from '../wire/pageConnection';
import { sayNow } from '../ui/words/languageStore';
import { notify } from './noticeStore';
import { orderCardWords } from './orderCardWords';
import { OrderOutbox, type OutboxEntry } from './OrderOutbox';
import { forgetPhotos, uploadPhotos } from './orderPhotoUpload';
import { crewOrders, type CrewStep } from './orderProgress';
import { crewOrderOf, isAwaited, OrderReader, wasToBeRead } from './OrderReader';
import { pageVoice } from './pageVoice';
import { playOrderTone } from './tones';
import { orderNumber } from '../orders/orderNumber';

const OUTBOX_KEPT_UNDER = 'zhiqin.outbox';
const ORDERS_KEPT_UNDER = 'zhiqin.orders';
const ALERTED_KEPT_UNDER = 'zhiqin.alerted';
const MESSAGES_KEPT_UNDER = 'zhiqin.order-messages';
const ALERTED_KEPT = 200;
const MESSAGES_KEPT = 100;

interface CrewOrdersState {
  readonly orders: readonly Order[];
  /** Between the centre and this crew, oldest first. */
  readonly messages: readonly Message[];
  /** What the crew did that the server has not confirmed. */
  readonly outbox: readonly OutboxEntry[];
  /** The order on the card, where the crew or a flash order chose it. */
  readonly chosenId: string | null;
}

export const useCrewOrders = create<CrewOrdersState>(() => ({
  orders: readList<Order>(ORDERS_KEPT_UNDER),
  messages: readList<Message>(MESSAGES_KEPT_UNDER),
  outbox: [],
  chosenId: null,
}));

/** The server's clock in whole milliseconds, as the contract has them: the middle of a round trip may be a half. */
const now = (): number => Math.round(serverNow());

let refused: (entry: OutboxEntry, error: RequestError) => void = () => undefined;

const outbox = OrderOutbox.create({
  storage: {
    read: () => localStorage.getItem(OUTBOX_KEPT_UNDER),
    write: (text) => localStorage.setItem(OUTBOX_KEPT_UNDER, text),
  },
  send: async (entry) => {
    if (entry.kind === 'advance') {
      const { orderId, version, state, note, at, photoKeys = [] } = entry;
      const attachmentIds = await uploadPhotos(photoKeys);
      take(await request('orders:advance', { orderId, version, state, note, at, attachmentIds }));
      void forgetPhotos(photoKeys);
    } else {
      const { clientKey, orderId, text } = entry;
      keepMessages([await request('orders:say', { clientKey, orderId, text })]);
    }
  },
  onChanged: (entries) => useCrewOrders.setState({ outbox: entries }),
  onRefused: (entry, error) => refused(entry, error),
});

const reader = new OrderReader({
  voice: pageVoice,
  wordsOf: ({ number, content: { text, place } }) =>
    sayNow(orderCardWords)('spoken', { number, text, place: place?.name ?? '' }),
  known: useCrewOrders,
  report: (reading) => request('orders:reportReadAloud', reading),
});

/** Follows the orders of one vehicle: confirms their delivery by itself, sounds each once. The answer stops it. */
export function followCrewOrders(vehicleId: string, onRefused: typeof refused): () => void {
  refused = onRefused;
  const received = (order: Order): void => {
    const before = receiptOf(
      useCrewOrders.getState().orders.find(({ id }) => id === order.id),
      vehicleId,
    );
    take(order);
    deliver(order, vehicleId);
    tellOfEnd(order, before?.state ?? null, vehicleId);
  };
  const said = (message: Message): void => {
    keepMessages([message]);
    if (message.from !== 'centre') return;
    playOrderTone();
    notify('good', sayNow(orderCardWords)('centreSays', { name: message.senderName, text: message.text }));
  };
  const load = async (): Promise<void> => {
    try {
      // Steps taken without a network go first, so that the list that follows already knows them.
      await outbox.flush(vehicleId);
      const { orders, messages } = await request('orders:list', {});
      replace(orders);
      keepMessages(messages);
      orders.forEach((order) => deliver(order, vehicleId));
      crewOrders(orders, vehicleId, useCrewOrders.getState().outbox)
        .filter(wasToBeRead)
        .forEach(({ order: { id: orderId }, receipt: { version } }) =>
          carryOut({ orderId, vehicleId, version, step: 'read-aloud' }),
        );
    } catch (error) {
      console.warn('the orders could not be loaded; they are asked for again on the next connection', error);
    }
  };
  const retry = setInterval(() => {
    if (connection.isReady && useCrewOrders.getState().outbox.length > 0) {
      void outbox.flush(vehicleId);
    }
  }, OUTBOX_RETRY_MS);
  const endings = [
    onReady(() => void load()),
    on('orders:changed', received),
    on('orders:said', (message) => message.vehicleId === vehicleId && said(message)),
    on('orders:escalated', (step) => step.vehicleId === vehicleId && carryOut(step)),
    () => clearInterval(retry),
  ];
  return () => endings.forEach((end) => end());
}

const OUTBOX_RETRY_MS = 5000;

export function advance(
  vehicleId: string,
  { id: orderId, version }: Order,
  state: CrewStep,
  note: string | null,
  photoKeys: readonly string[] = [],
): Promise<void> {
  const at = now();
  return outbox.add({ kind: 'advance', vehicleId, orderId, version, state, note, photoKeys, at });
}

/** The order has been on the screen of this tablet: a fact about the terminal, not about the crew. */
export function reportShown(vehicleId: string, order: Order): void {
  const receipt = receiptOf(order, vehicleId);
  const isUnread = receipt?.state === 'sent' || receipt?.state === 'delivered';
  if (receipt?.version !== order.version || !isUnread) return;
  const { id: orderId, version } = order;
  void outbox.add({ kind: 'advance', vehicleId, orderId, version, state: 'read', note: null, at: now() });
}

/** A quick message to the centre, with the order it belongs to where there is one. */
export function say(vehicleId: string, orderId: string | null, text: string): Promise<void> {
  return outbox.add({ kind: 'say', vehicleId, clientKey: crypto.randomUUID(), orderId, text, at: now() });
}

export function chooseOrder(chosenId: string | null): void {
  useCrewOrders.setState({ chosenId });
}

/** Leaves nothing of one crew's orders to the next. Steps that were not sent stay until they are. */
export function forgetOrders(): void {
  localStorage.removeItem(ORDERS_KEPT_UNDER);
  localStorage.removeItem(MESSAGES_KEPT_UNDER);
  useCrewOrders.setState({ orders: [], messages: [], chosenId: null });
}

function receiptOf(order: Order | undefined, vehicleId: string): Order['receipts'][number] | undefined {
  return order?.receipts.find((receipt) => receipt.vehicleId === vehicleId);
}

function deliver(order: Order, vehicleId: string): void {
  const receipt = receiptOf(order, vehicleId);
  if (!receipt || (receipt.state !== 'sent' && receipt.state !== 'delivered')) {
    return;
  }
  if (receipt.state === 'sent') {
    const { id: orderId, version } = order;
    const at = now();
    void outbox.add({ kind: 'advance', vehicleId, orderId, version, state: 'delivered', note: null, at });
  }
  alertOnce(order);
}

/** Once for each version: a corrected order is heard again, one that comes twice is not. */
function alertOnce({ id, version, content }: Order): void {
  const alerted = readList<string>(ALERTED_KEPT_UNDER);
  const key = `${id} ${version}`;
  if (alerted.includes(key)) {
    return;
  }
  localStorage.setItem(ALERTED_KEPT_UNDER, JSON.stringify([...alerted, key].slice(-ALERTED_KEPT)));
  sound();
  if (content.priority === 'flash' || version > 1) {
    chooseOrder(id);
  }
}

function sound(): void {
  playOrderTone();
  navigator.vibrate?.([300, 120, 300]);
}

/** What the centre has taken back, or what came too late, leaves the card: the crew is told why. */
function tellOfEnd(order: Order, before: string | null, vehicleId: string): void {
  const receipt = receiptOf(order, vehicleId);
  if (!receipt || before === null || before === receipt.state) return;
  if (receipt.state !== 'cancelled' && receipt.state !== 'expired') return;
  sound();
  const words = { number: orderNumber(order.number), reason: receipt.note ?? '' };
  notify('bad', sayNow(orderCardWords)(receipt.state === 'cancelled' ? 'cancelledByCentre' : 'expiredHere', words));
}

/** A step of the rules for this terminal. Ringing is the telephone's, the others are not for the crew. */
function carryOut({ orderId, vehicleId, version, step }: EventPayload<'orders:escalated'>): void {
  const crewOrder = crewOrderOf(useCrewOrders.getState(), { orderId, vehicleId });
  if (crewOrder === null || crewOrder.receipt.version !== version) return;
  // The crew may have answered while the step was on its way here.
  if ((step === 'repeat-with-tone' || step === 'read-aloud') && isAwaited(crewOrder)) chooseOrder(orderId);
  if (step === 'repeat-with-tone' && isAwaited(crewOrder)) sound();
  if (step !== 'read-aloud') return;
  reader
    .read({ orderId, vehicleId, version })
    .catch((error: unknown) => console.warn('it could not be reported whether the order was read aloud', error));
}

function keepMessages(incoming: readonly Message[]): void {
  const byId = new Map([...useCrewOrders.getState().messages, ...incoming].map((message) => [message.id, message]));
  const messages = [...byId.values()].sort((one, other) => one.at - other.at).slice(-MESSAGES_KEPT);
  useCrewOrders.setState({ messages });
  localStorage.setItem(MESSAGES_KEPT_UNDER, JSON.stringify(messages));
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
