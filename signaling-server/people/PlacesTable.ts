import type { Kysely } from 'kysely';
import type { Place } from '@protocol';
import type { Schema } from '../persistence/schema';

export class PlacesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async all(): Promise<Place[]> {
    return await this.database.selectFrom('places').selectAll().orderBy('id').execute();
  }

  /** Adds the place where it is missing. */
  async add(place: Place): Promise<void> {
    await this.database
      .insertInto('places')
      .values(place)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}
