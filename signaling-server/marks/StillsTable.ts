import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type StillRow = Selectable<Schema['stills']>;

const MOST_LISTED = 500;

export interface StillsQuestion {
  readonly vehicleIds: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Where their recordings were made. */
  readonly placeIds: readonly string[];
}

export class StillsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['stills']>): Promise<void> {
    await this.database.insertInto('stills').values(row).execute();
  }

  async find(id: string): Promise<StillRow | null> {
    return (await this.database.selectFrom('stills').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async ofClientKey(clientKey: string): Promise<StillRow | null> {
    const row = this.database.selectFrom('stills').selectAll().where('clientKey', '=', clientKey);
    return (await row.executeTakeFirst()) ?? null;
  }

  /** Where the recordings of some vehicles' stills were made. */
  async placesOf(vehicleIds: readonly string[]): Promise<string[]> {
    if (vehicleIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('stills')
      .select('placeId')
      .distinct()
      .where('vehicleId', 'in', vehicleIds)
      .execute();
    return rows.map(({ placeId }) => placeId);
  }

  /** Oldest first. */
  within({ vehicleIds, from, to, placeIds }: StillsQuestion): Promise<StillRow[]> {
    if (vehicleIds.length === 0 || placeIds.length === 0) return Promise.resolve([]);
    return this.database
      .selectFrom('stills')
      .selectAll()
      .where('vehicleId', 'in', vehicleIds)
      .where('placeId', 'in', placeIds)
      .where('at', '>=', from)
      .where('at', '<=', to)
      .orderBy('at')
      .limit(MOST_LISTED)
      .execute();
  }
}
