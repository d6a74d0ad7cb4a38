import type { EscalationRule, Order, Receipt, ReceiptState } from '@protocol';
import { byUrgency, orderClock, type OrderClock } from './orderClock';

/** Where an order is waited for: by the terminal, by the crew on paper, on its way, on the spot, by the desk. */
export const boardColumns = ['sent', 'delivered', 'going', 'arrived', 'answered', 'ended'] as const;
export type BoardColumn = (typeof boardColumns)[number];

const columnOf: Readonly<Record<ReceiptState, BoardColumn>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  accepted: 'going',
  'on-the-way': 'going',
  arrived: 'arrived',
  done: 'answered',
  refused: 'answered',
  closed: 'ended',
  cancelled: 'ended',
  expired: 'ended',
};

/** An order in a column, with those of its vehicles that stand there and the most urgent of their clocks. */
export interface BoardCard {
  readonly order: Order;
  readonly receipts: readonly Receipt[];
  readonly clock: OrderClock | null;
}

export type RuleOf = (vehicleId: string, order: Order) => Pick<EscalationRule, 'steps'> | null;

/** The board: an order to several vehicles stands in every column where one of them is. The most urgent first. */
export function boardOf(
  orders: Iterable<Order>,
  ruleOf: RuleOf,
  now: number,
): Readonly<Record<BoardColumn, readonly BoardCard[]>> {
  const board: Record<BoardColumn, BoardCard[]> = {
    sent: [],
    delivered: [],
    going: [],
    arrived: [],
    answered: [],
    ended: [],
  };
  for (const order of orders) {
    for (const column of boardColumns) {
      const receipts = order.receipts.filter(({ state }) => columnOf[state] === column);
      if (receipts.length === 0) continue;
      const clocks = receipts.map((receipt) => orderClock(order, receipt, ruleOf(receipt.vehicleId, order), now));
      board[column].push({ order, receipts, clock: clocks.sort(byUrgency)[0] ?? null });
    }
  }
  const urgency = { flash: 0, urgent: 1, routine: 2 } as const;
  for (const column of boardColumns) {
    board[column].sort((one, other) =>
      column === 'ended'
        ? other.order.sentAt - one.order.sentAt
        : byUrgency(one.clock, other.clock) ||
          urgency[one.order.content.priority] - urgency[other.order.content.priority] ||
          one.order.sentAt - other.order.sentAt,
    );
  }
  return board;
}
