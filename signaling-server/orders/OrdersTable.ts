import { sql, type Kysely, type Transaction } from 'kysely';
import type { Message, Order, Receipt } from '@protocol';
import type { Schema } from '../persistence/schema';

type Reader = Kysely<Schema> | Transaction<Schema>;

/** An order as it is written: the number is the next one. */
export interface NewOrder extends Omit<Order, 'number'> {
  clientKey: string;
  senderId: string;
}

/**
 * The order with its number, or null when one with this client key exists already: then nothing was written. Numbers
 * follow each other without a gap, so that a person who misses one knows that an order is missing; orders are therefore
 * written one after the other.
 */
export async function insertOrder(transaction: Transaction<Schema>, order: NewOrder): Promise<Order | null> {
  const { receipts, place, ...columns } = order;
  const { last } = await transaction.selectFrom('orderNumbers').select('last').forUpdate().executeTakeFirstOrThrow();
  const number = last + 1;
  const inserted = await transaction
    .insertInto('orders')
    .values({ ...columns, number, place: JSON.stringify(place) })
    .onConflict((conflict) => conflict.column('clientKey').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return null;
  await transaction.updateTable('orderNumbers').set({ last: number }).execute();
  await transaction
    .insertInto('receipts')
    .values(receipts.map(({ times, ...rest }) => ({ ...rest, orderId: order.id, times: JSON.stringify(times) })))
    .execute();
  const { clientKey: _clientKey, senderId: _senderId, ...shown } = order;
  return { ...shown, number };
}

/** Who sent the order with this client key, and which it is. */
export function findByClientKey(
  database: Reader,
  clientKey: string,
): Promise<{ id: string; senderId: string } | undefined> {
  return database.selectFrom('orders').select(['id', 'senderId']).where('clientKey', '=', clientKey).executeTakeFirst();
}

export async function readOrder(database: Reader, orderId: string): Promise<Order | null> {
  const [found] = await readOrders(database, [orderId]);
  return found ?? null;
}

/** Takes the order's row for this transaction, so that two steps of one order happen one after the other. */
export async function lockOrder(transaction: Transaction<Schema>, orderId: string): Promise<Order | null> {
  await transaction.selectFrom('orders').select('id').where('id', '=', orderId).forUpdate().execute();
  return readOrder(transaction, orderId);
}

export async function writeReceipt(
  transaction: Transaction<Schema>,
  orderId: string,
  receipt: Receipt,
  revision: number,
): Promise<void> {
  await transaction
    .updateTable('receipts')
    .set({ state: receipt.state, times: JSON.stringify(receipt.times), note: receipt.note })
    .where('orderId', '=', orderId)
    .where('vehicleId', '=', receipt.vehicleId)
    .execute();
  await transaction.updateTable('orders').set({ revision }).where('id', '=', orderId).execute();
}

/** Orders sent after a moment and all that are not finished, newest first. */
export async function readRecentOrders(database: Reader, after: number): Promise<Order[]> {
  const rows = await database
    .selectFrom('orders')
    .select('id')
    .where((where) =>
      where.or([
        where('sentAt', '>=', after),
        where.exists(
          where
            .selectFrom('receipts')
            .select(sql`1`.as('open'))
            .whereRef('receipts.orderId', '=', 'orders.id')
            .where('receipts.state', 'not in', ['done', 'refused']),
        ),
      ]),
    )
    .orderBy('sentAt', 'desc')
    .limit(500)
    .execute();
  return readOrders(
    database,
    rows.map(({ id }) => id),
  );
}

/** How many orders each vehicle has that it has not finished. */
export async function readOpenOrderCounts(database: Reader): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('receipts')
    .select((select) => ['vehicleId', select.fn.countAll<number>().as('count')])
    .where('state', 'not in', ['done', 'refused'])
    .groupBy('vehicleId')
    .execute();
  return new Map(rows.map(({ vehicleId, count }) => [vehicleId, count]));
}

/** The vehicles that an order went to; empty where there is no such order. */
export async function readOrderVehicles(database: Reader, orderId: string): Promise<string[]> {
  const rows = await database.selectFrom('receipts').select('vehicleId').where('orderId', '=', orderId).execute();
  return rows.map(({ vehicleId }) => vehicleId);
}

async function readOrders(database: Reader, orderIds: readonly string[]): Promise<Order[]> {
  if (orderIds.length === 0) return [];
  const [orders, receipts] = await Promise.all([
    database.selectFrom('orders').selectAll().where('id', 'in', orderIds).orderBy('sentAt', 'desc').execute(),
    database.selectFrom('receipts').selectAll().where('orderId', 'in', orderIds).orderBy('vehicleId').execute(),
  ]);
  return orders.map(({ clientKey: _clientKey, senderId: _senderId, ...order }) => ({
    ...order,
    receipts: receipts
      .filter((receipt) => receipt.orderId === order.id)
      .map(({ orderId: _orderId, ...receipt }) => receipt),
  }));
}

/** False when a message with this client key exists already. */
export async function insertMessage(
  transaction: Transaction<Schema>,
  message: Message & { clientKey: string; accountId: string },
): Promise<boolean> {
  const inserted = await transaction
    .insertInto('messages')
    .values(message)
    .onConflict((conflict) => conflict.columns(['accountId', 'clientKey']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export function readMessage(database: Reader, accountId: string, clientKey: string): Promise<Message | undefined> {
  return database
    .selectFrom('messages')
    .select(['id', 'vehicleId', 'orderId', 'senderName', 'text', 'at'])
    .where('accountId', '=', accountId)
    .where('clientKey', '=', clientKey)
    .executeTakeFirst();
}

export function readRecentMessages(database: Reader, after: number): Promise<Message[]> {
  return database
    .selectFrom('messages')
    .select(['id', 'vehicleId', 'orderId', 'senderName', 'text', 'at'])
    .where('at', '>=', after)
    .orderBy('at', 'desc')
    .limit(500)
    .execute();
}
