import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { TimedReceipt } from './orderTimes';

export class ReceiptTimesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Receipts of the orders that were sent in a span, both ends included. */
  async sentBetween(from: number, to: number): Promise<TimedReceipt[]> {
    const rows = await this.database
      .selectFrom('receipts')
      .innerJoin('orders', 'orders.id', 'receipts.orderId')
      .select(['receipts.vehicleId', 'receipts.state', 'receipts.times', 'orders.content'])
      .where('orders.sentAt', '>=', from)
      .where('orders.sentAt', '<=', to)
      .execute();
    return rows.map(({ content, ...receipt }) => ({ ...receipt, deadline: content.deadline }));
  }
}
