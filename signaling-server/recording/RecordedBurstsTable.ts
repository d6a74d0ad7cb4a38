import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

const MOST_BURSTS_ANSWERED = 500;

/** Talk bursts as review reads them. */
export class RecordedBurstsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Bursts of groups at the given places that touch a span, newest first. */
  within(placeIds: readonly string[], from: number, to: number): Promise<Selectable<Schema['bursts']>[]> {
    if (placeIds.length === 0) return Promise.resolve([]);
    return this.database
      .selectFrom('bursts')
      .selectAll()
      .where('placeId', 'in', placeIds)
      .where('startedAt', '<=', to)
      .where((burst) => burst.or([burst('endedAt', 'is', null), burst('endedAt', '>=', from)]))
      .orderBy('startedAt', 'desc')
      .limit(MOST_BURSTS_ANSWERED)
      .execute();
  }
}
