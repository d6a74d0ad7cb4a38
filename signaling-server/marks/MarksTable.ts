import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type MarkRow = Selectable<Schema['marks']>;

const MOST_LISTED = 1000;

export class MarksTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['marks']>): Promise<void> {
    await this.database.insertInto('marks').values(row).execute();
  }

  async remove(id: string): Promise<void> {
    await this.database.deleteFrom('marks').where('id', '=', id).execute();
  }

  async find(id: string): Promise<MarkRow | null> {
    return (await this.database.selectFrom('marks').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async ofClientKey(clientKey: string): Promise<MarkRow | null> {
    const row = this.database.selectFrom('marks').selectAll().where('clientKey', '=', clientKey);
    return (await row.executeTakeFirst()) ?? null;
  }

  /** Those that touch a span, oldest first. */
  within(from: number, to: number): Promise<MarkRow[]> {
    return this.database
      .selectFrom('marks')
      .selectAll()
      .where('fromAt', '<=', to)
      .where('toAt', '>=', from)
      .orderBy('fromAt')
      .limit(MOST_LISTED)
      .execute();
  }
}
