import type { Kysely } from 'kysely';
import type { OrderTemplate } from '@protocol';
import type { Schema } from '../persistence/schema';

export class OrderTemplatesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<OrderTemplate[]> {
    return await this.database.selectFrom('orderTemplates').selectAll().orderBy('name').execute();
  }

  async byId(id: string): Promise<OrderTemplate | null> {
    const row = await this.database.selectFrom('orderTemplates').selectAll().where('id', '=', id).executeTakeFirst();
    return row ?? null;
  }

  async write({ id, ...columns }: OrderTemplate): Promise<void> {
    await this.database
      .insertInto('orderTemplates')
      .values({ id, ...columns })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.database.deleteFrom('orderTemplates').where('id', '=', id).execute();
  }
}
