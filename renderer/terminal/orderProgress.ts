import { isReceiptOpen, type Order, type OrderPriority, type Receipt, type ReceiptState } from '@protocol';
import type { OutboxEntry } from './OrderOutbox';

/** An order as this crew has it before it: the server's receipt and the steps that are still on their way there. */
export interface CrewOrder {
  readonly order: Order;
  readonly receipt: Receipt;
  /** The server's state, moved on by the steps that wait. */
  readonly state: ReceiptState;
  /** True while a step of the crew has not been confirmed. */
  readonly waiting: boolean;
}

const urgency: Readonly<Record<OrderPriority, number>> = { flash: 0, urgent: 1, routine: 2 };

/** Where the crew has got to with each order of its own vehicle, the one to deal with first in front. */
export function crewOrders(orders: readonly Order[], vehicleId: string, outbox: readonly OutboxEntry[]): CrewOrder[] {
  return orders
    .flatMap((order) => {
      const receipt = order.receipts.find((candidate) => candidate.vehicleId === vehicleId);
      if (!receipt) {
        return [];
      }
      // A step of an older version says nothing about a corrected order.
      const steps = outbox.filter(
        (entry) => entry.kind === 'advance' && entry.orderId === order.id && entry.version === receipt.version,
      );
      const last = steps.at(-1);
      const state = last?.kind === 'advance' && movesOn(receipt.state, last.state) ? last.state : receipt.state;
      return [
        {
          order,
          receipt,
          state,
          waiting: steps.some((entry) => entry.kind === 'advance' && !isTerminalFact(entry.state)),
        },
      ];
    })
    .sort(
      (one, other) =>
        Number(isUnderWay(other.state)) - Number(isUnderWay(one.state)) ||
        urgency[one.order.content.priority] - urgency[other.order.content.priority] ||
        one.order.sentAt - other.order.sentAt,
    );
}

/** What is over at the centre stays so, and what the terminal says of itself takes back no answer of another page. */
function movesOn(known: ReceiptState, waiting: ReceiptState): boolean {
  return isReceiptOpen(known) && (!isTerminalFact(waiting) || isTerminalFact(known) || known === 'sent');
}

export function isOpen({ state }: CrewOrder): boolean {
  return isReceiptOpen(state);
}

function isUnderWay(state: ReceiptState): boolean {
  return state === 'accepted' || state === 'on-the-way' || state === 'arrived';
}

const isTerminalFact = (state: ReceiptState): boolean => state === 'delivered' || state === 'read';

export type CrewStep = 'accepted' | 'refused' | 'on-the-way' | 'arrived' | 'done';

/** What the crew may do next; the first is the main button. */
export function nextSteps(state: ReceiptState): readonly CrewStep[] {
  switch (state) {
    case 'sent':
    case 'delivered':
    case 'read':
      return ['accepted', 'refused'];
    case 'accepted':
      return ['on-the-way', 'arrived', 'refused'];
    case 'on-the-way':
      return ['arrived', 'refused'];
    case 'arrived':
      return ['done'];
    default:
      return [];
  }
}
