import type { EscalationCause, Order, Receipt } from '@protocol';
import { isUnanswered } from './orderSuggestions';

/** An order of which the rules have told the supervisor, and that nobody has answered since. */
interface SupervisorNews {
  readonly key: string;
  readonly order: Order;
  readonly receipt: Receipt;
  readonly cause: EscalationCause;
  readonly at: number;
}

/** The most recent first. What is answered is no news any more. */
export function supervisorNews(orders: Iterable<Order>): SupervisorNews[] {
  return [...orders]
    .flatMap((order) =>
      order.receipts.flatMap((receipt): SupervisorNews[] => {
        const told = receipt.escalations.filter(({ step }) => step === 'tell-supervisor').at(-1);
        if (told === undefined || !isUnanswered(receipt, told)) return [];
        const { cause, at } = told;
        return [{ key: `${order.id} ${receipt.vehicleId} ${cause} ${at}`, order, receipt, cause, at }];
      }),
    )
    .sort((one, other) => other.at - one.at);
}
