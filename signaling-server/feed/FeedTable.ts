import type { Kysely } from 'kysely';
import type { FeedEntry } from '@protocol';
import type { Schema } from '../persistence/schema';

export class FeedTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(entries: readonly FeedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.database
      .insertInto('feed')
      .values(entries.map((entry) => ({ ...entry, details: JSON.stringify(entry.details) })))
      .execute();
  }

  async list(span: { from: number; to: number; limit: number }, placeIds: readonly string[]): Promise<FeedEntry[]> {
    return await this.database
      .selectFrom('feed')
      .selectAll()
      .where('at', '>=', span.from)
      .where('at', '<=', span.to)
      .where('placeId', 'in', placeIds)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(span.limit)
      .execute();
  }
}
