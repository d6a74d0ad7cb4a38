import type { Kysely } from 'kysely';
import type { HandOver } from '@protocol';
import type { Schema } from '../persistence/schema';

export class HandOversTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(accountId: string, handOver: HandOver): Promise<void> {
    await this.database
      .insertInto('handOvers')
      .values({ ...handOver, accountId, seenAt: null })
      .execute();
  }

  /** Those to an account that it has not seen yet, oldest first. */
  async unseen(accountId: string): Promise<HandOver[]> {
    return await this.database
      .selectFrom('handOvers')
      .select(['id', 'fromName', 'note', 'orders', 'alarms', 'at'])
      .where('accountId', '=', accountId)
      .where('seenAt', 'is', null)
      .orderBy('at')
      .execute();
  }

  /** False where it is not this account's, or was seen before. */
  async see(accountId: string, id: string, at: number): Promise<boolean> {
    const seen = await this.database
      .updateTable('handOvers')
      .set({ seenAt: at })
      .where('id', '=', id)
      .where('accountId', '=', accountId)
      .where('seenAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return seen !== undefined;
  }
}
