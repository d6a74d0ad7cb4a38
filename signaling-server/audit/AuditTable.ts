import type { Insertable, Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

export class AuditTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['audit']>): Promise<number> {
    const { number } = await this.database
      .insertInto('audit')
      .values(row)
      .returning('number')
      .executeTakeFirstOrThrow();
    return number;
  }

  /** Counts a repetition in the row that tells of the first one. */
  async countAgain(number: number, repetitions: number, lastAt: number): Promise<void> {
    await this.database
      .updateTable('audit')
      .set((expression) => ({ count: expression('count', '+', repetitions), lastAt }))
      .where('number', '=', number)
      .execute();
  }
}
