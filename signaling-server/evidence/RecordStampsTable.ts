import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

/** What an authority said of a head. */
export type RecordStamp = Schema['recordStamps'];

/** Time stamps; they are only ever added. */
export class RecordStampsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(stamp: RecordStamp): Promise<void> {
    await this.database.insertInto('recordStamps').values(stamp).execute();
  }

  async newest(): Promise<RecordStamp | null> {
    const stamp = await this.database
      .selectFrom('recordStamps')
      .selectAll()
      .orderBy('headNumber', 'desc')
      .limit(1)
      .executeTakeFirst();
    return stamp ?? null;
  }

  /** The stamps of the heads from one number to another, and the first one after them, which vouches for the last. */
  async around(first: number, last: number): Promise<RecordStamp[]> {
    const within = await this.database
      .selectFrom('recordStamps')
      .selectAll()
      .where('headNumber', '>=', first)
      .where('headNumber', '<=', last)
      .orderBy('headNumber')
      .execute();
    const after = await this.database
      .selectFrom('recordStamps')
      .selectAll()
      .where('headNumber', '>', last)
      .orderBy('headNumber')
      .limit(1)
      .execute();
    return [...within, ...after];
  }
}
