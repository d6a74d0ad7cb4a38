import type { Kysely } from 'kysely';
import type { Schema } from './schema';

/** For tests: all that some tables hold, to be compared with what they hold later. */
export async function contentsOf(database: Kysely<Schema>, tables: readonly (keyof Schema)[]): Promise<unknown> {
  return await Promise.all(
    tables.map(async (table) => [table, await database.selectFrom(table).selectAll().execute()]),
  );
}

/** For tests: the number of the newest audit row, 0 where there is none. */
export async function newestRow(database: Kysely<Schema>): Promise<number> {
  const [row] = await database.selectFrom('audit').select('number').orderBy('number', 'desc').execute();
  return row?.number ?? 0;
}

/** For tests: the actions of the audit rows behind a number, oldest first. */
export async function actionsAfter(database: Kysely<Schema>, number: number): Promise<string[]> {
  const rows = await database
    .selectFrom('audit')
    .select('action')
    .where('number', '>', number)
    .orderBy('number')
    .execute();
  return rows.map(({ action }) => action);
}
