import type { Kysely } from 'kysely';
import type { Message } from '@protocol';
import type { Schema } from '../persistence/schema';

const columns = ['id', 'vehicleId', 'orderId', 'sender as from', 'senderName', 'text', 'at'] as const;

export class MessagesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** False when a message of this account with this client key exists already. */
  async add({ from, ...message }: Message & { clientKey: string; accountId: string }): Promise<boolean> {
    const inserted = await this.database
      .insertInto('messages')
      .values({ ...message, sender: from })
      .onConflict((conflict) => conflict.columns(['accountId', 'clientKey']).doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted !== undefined;
  }

  async byClientKey(accountId: string, clientKey: string): Promise<Message | null> {
    const row = await this.database
      .selectFrom('messages')
      .select(columns)
      .where('accountId', '=', accountId)
      .where('clientKey', '=', clientKey)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Newest first. */
  async since(moment: number, atMost: number): Promise<Message[]> {
    return await this.database
      .selectFrom('messages')
      .select(columns)
      .where('at', '>=', moment)
      .orderBy('at', 'desc')
      .limit(atMost)
      .execute();
  }
}
