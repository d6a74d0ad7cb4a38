import { isReceiptOpen, type OpenReceiptState, type Order } from '@protocol';
import { random, textSeed } from './random';

/** What a demo crew knows of one of its orders. Moments are milliseconds of one clock. */
export interface OrderTask {
  readonly orderId: string;
  readonly place: { readonly longitude: number; readonly latitude: number } | null;
  readonly version: number;
  readonly state: OpenReceiptState;
  /** When the crew saw this state. */
  readonly since: number;
}
export type CrewStep = 'delivered' | 'accepted' | 'on-the-way' | 'arrived' | 'done';

const ARRIVAL_METRES = 60;
const WITHOUT_PLACE_MS = 8000;
const AT_PLACE_MS = 8000;
const FIRST_ACCEPT_MS = 2000;
const LAST_ACCEPT_MS = 4000;

/** How long this crew takes to accept an order: between 2 and 4 s, the same each time it is asked. */
export function acceptDelayMs(orderId: string): number {
  const spread = random(textSeed(orderId))();
  return FIRST_ACCEPT_MS + spread * (LAST_ACCEPT_MS - FIRST_ACCEPT_MS);
}

/** The step that is due now, or null. `metresToPlace` is null where the order has no place. */
export function stepDue(task: OrderTask, now: number, metresToPlace: number | null): CrewStep | null {
  const waited = now - task.since;
  switch (task.state) {
    case 'sent':
      return 'delivered';
    case 'delivered':
    case 'read':
      return waited >= acceptDelayMs(task.orderId) ? 'accepted' : null;
    case 'accepted':
      if (metresToPlace === null) return waited >= WITHOUT_PLACE_MS ? 'arrived' : null;
      return metresToPlace <= ARRIVAL_METRES ? 'arrived' : 'on-the-way';
    case 'on-the-way':
      if (metresToPlace === null) return 'arrived';
      return metresToPlace <= ARRIVAL_METRES ? 'arrived' : null;
    case 'arrived':
      return waited >= AT_PLACE_MS ? 'done' : null;
  }
}

/** The tasks after an order was heard of: ended ones leave, and a state that is not news keeps its moment. */
export function withOrder(tasks: readonly OrderTask[], order: Order, vehicleId: string, now: number): OrderTask[] {
  const receipt = order.receipts.find((one) => one.vehicleId === vehicleId);
  const others = tasks.filter(({ orderId }) => orderId !== order.id);
  if (receipt === undefined || !isReceiptOpen(receipt.state)) return others;
  const known = tasks.find(({ orderId }) => orderId === order.id);
  const { state, version } = receipt;
  if (known !== undefined && known.state === state && known.version === version) return [...tasks];
  const task: OrderTask = { orderId: order.id, version, place: order.content.place, state, since: now };
  return known === undefined ? [...tasks, task] : tasks.map((one) => (one === known ? task : one));
}

/** The order that the crew drives to or stands at: the first accepted one with a place. */
export function currentTask(tasks: readonly OrderTask[]): OrderTask | null {
  return tasks.find(({ place, state }) => place !== null && isUnderWay(state)) ?? null;
}

/** The crew has said that it goes and has not finished. */
export function isUnderWay(state: OpenReceiptState): boolean {
  return state === 'accepted' || state === 'on-the-way' || state === 'arrived';
}
