import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import type { GapRow } from './GapsTable';

/** What the rest of the store still knows when the index of recordings is rebuilt. */
export class ReindexTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** The root of the organisation tree; empty in a store that was wiped. */
  async cityPlaceId(): Promise<string> {
    const city = await this.database.selectFrom('places').select('id').where('parentId', 'is', null).executeTakeFirst();
    return city?.id ?? '';
  }

  knownGaps(): Promise<GapRow[]> {
    return this.database.selectFrom('gaps').selectAll().execute();
  }
}
