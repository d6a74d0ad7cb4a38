import { sql, type Kysely, type Selectable } from 'kysely';
import { openReceiptStates, type Order, type Receipt } from '@protocol';
import { attachmentOf } from '../attachments/attachmentOf';
import type { Schema } from '../persistence/schema';

/** An order with what only the server knows of it. */
export interface OrderRecord extends Order {
  readonly clientKey: string;
  readonly senderId: string;
}

export class OrdersTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Orders that a crew still has to do with, and those sent since a moment, newest first. */
  async openAndSince(since: number): Promise<OrderRecord[]> {
    const rows = await this.database
      .selectFrom('orders')
      .selectAll()
      .where((where) =>
        where.or([
          where('sentAt', '>=', since),
          where.exists(
            where
              .selectFrom('receipts')
              .select(sql`1`.as('open'))
              .whereRef('receipts.orderId', '=', 'orders.id')
              .where('receipts.state', 'in', openReceiptStates),
          ),
        ]),
      )
      .orderBy('number', 'desc')
      .execute();
    return await this.#whole(rows);
  }

  async byId(id: string): Promise<OrderRecord | null> {
    return await this.#one('id', id);
  }

  async byClientKey(clientKey: string): Promise<OrderRecord | null> {
    return await this.#one('clientKey', clientKey);
  }

  async lastNumber(): Promise<number> {
    const { last } = await this.database.selectFrom('orderNumbers').select('last').executeTakeFirstOrThrow();
    return last;
  }

  /**
   * Writes orders as they are now, new ones and changed ones, each with all its receipts, and the last number that was
   * given: in one statement, as each one more is a way there and back that the next order waits for.
   */
  async write(orders: readonly OrderRecord[], lastNumber: number): Promise<void> {
    if (orders.length === 0) return;
    await this.database
      .with('numbered', (query) =>
        query.updateTable('orderNumbers').set({ last: lastNumber }).where('last', '<', lastNumber),
      )
      .with('written', (query) =>
        query
          .insertInto('orders')
          .values(
            orders.map(({ receipts: _receipts, attachments: _attachments, owner, content, earlier, ...columns }) => ({
              ...columns,
              ownerId: owner.accountId,
              ownerName: owner.name,
              content: JSON.stringify(content),
              earlier: JSON.stringify(earlier),
            })),
          )
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((row) => ({
              content: row.ref('excluded.content'),
              version: row.ref('excluded.version'),
              earlier: row.ref('excluded.earlier'),
              ownerId: row.ref('excluded.ownerId'),
              ownerName: row.ref('excluded.ownerName'),
              expiresAt: row.ref('excluded.expiresAt'),
              revision: row.ref('excluded.revision'),
            })),
          ),
      )
      .insertInto('receipts')
      .values(orders.flatMap(({ id, receipts }) => receipts.map((receipt) => receiptRow(id, receipt))))
      .onConflict((conflict) =>
        conflict.columns(['orderId', 'vehicleId']).doUpdateSet((row) => ({
          version: row.ref('excluded.version'),
          state: row.ref('excluded.state'),
          times: row.ref('excluded.times'),
          names: row.ref('excluded.names'),
          note: row.ref('excluded.note'),
          attachmentIds: row.ref('excluded.attachmentIds'),
          arrivedBy: row.ref('excluded.arrivedBy'),
          readAloud: row.ref('excluded.readAloud'),
          escalations: row.ref('excluded.escalations'),
        })),
      )
      .execute();
  }

  async #one(column: 'id' | 'clientKey', value: string): Promise<OrderRecord | null> {
    const rows = await this.database.selectFrom('orders').selectAll().where(column, '=', value).execute();
    return (await this.#whole(rows))[0] ?? null;
  }

  async #whole(rows: readonly Selectable<Schema['orders']>[]): Promise<OrderRecord[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    // One list for all, as a day's thousands would be as many values to name.
    const ofThese = sql<boolean>`order_id = any(${ids})`;
    const [receipts, attachments] = await Promise.all([
      this.database.selectFrom('receipts').selectAll().where(ofThese).orderBy('vehicleId').execute(),
      this.database.selectFrom('attachments').selectAll().where(ofThese).orderBy('madeAt').execute(),
    ]);
    const receiptsOf = byOrder(receipts);
    const attachmentsOf = byOrder(attachments);
    return rows.map(({ ownerId, ownerName, ...order }) => ({
      ...order,
      owner: { accountId: ownerId, name: ownerName },
      attachments: (attachmentsOf.get(order.id) ?? []).map(attachmentOf),
      receipts: (receiptsOf.get(order.id) ?? []).map(({ orderId: _orderId, ...receipt }) => receipt),
    }));
  }
}

function byOrder<Row extends { orderId: string | null }>(rows: readonly Row[]): Map<string, Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const known = grouped.get(row.orderId ?? '');
    if (known === undefined) grouped.set(row.orderId ?? '', [row]);
    else known.push(row);
  }
  return grouped;
}

function receiptRow(orderId: string, { times, names, attachmentIds, readAloud, escalations, ...rest }: Receipt) {
  return {
    ...rest,
    orderId,
    times: JSON.stringify(times),
    names: JSON.stringify(names),
    attachmentIds: JSON.stringify(attachmentIds),
    readAloud: JSON.stringify(readAloud),
    escalations: JSON.stringify(escalations),
  };
}
