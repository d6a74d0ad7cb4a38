import type { Kysely } from 'kysely';
import type { Place } from '@protocol';
import type { Schema } from '../persistence/schema';

export class PlacesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<Place[]> {
    return await this.database.selectFrom('places').selectAll().orderBy('id').execute();
  }

  /** Adds the places that are missing; a parent may stand anywhere among them. */
  async add(places: readonly Place[]): Promise<void> {
    if (places.length === 0) return;
    await this.database
      .insertInto('places')
      .values([...places])
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}
