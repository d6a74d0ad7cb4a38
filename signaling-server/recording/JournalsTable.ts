import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

/** How far each of the recorder's journals has been taken in. */
export class JournalsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.selectFrom('journals').selectAll().execute();
    return new Map(rows.map(({ path, takenBytes }) => [path, takenBytes]));
  }

  async put(path: string, takenBytes: number): Promise<void> {
    await this.database
      .insertInto('journals')
      .values({ path, takenBytes })
      .onConflict((conflict) => conflict.column('path').doUpdateSet({ takenBytes }))
      .execute();
  }
}
