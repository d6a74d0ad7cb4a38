import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { FeedEntry } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import { FeedTable } from './FeedTable';

/** What a capability says happened; the feed adds the time and an id. */
export type FeedFact = Pick<FeedEntry, 'kind' | 'placeId' | 'vehicleId' | 'details'>;

/** The event feed: facts with their time, kept for the clock on which recordings are reviewed. */
export class Feed {
  constructor(
    private readonly database: Kysely<Schema>,
    private readonly announcer: Announcer,
    private readonly clock: () => number,
  ) {}

  /** Stores a fact and then tells everyone who may know it. */
  async add(fact: FeedFact): Promise<void> {
    const tell = await this.addAll(this.database, [fact]);
    tell();
  }

  /**
   * Stores facts in one go. Give it the transaction of the change they tell of, so that both stand or neither, and call
   * what it answers once that has been committed: it tells everyone who may know them.
   */
  async addAll(database: Kysely<Schema>, facts: readonly FeedFact[]): Promise<() => void> {
    const at = this.clock();
    const entries = facts.map((fact): FeedEntry => ({ id: randomUUID(), at, ...fact }));
    await new FeedTable(database).add(entries);
    return () => entries.forEach((entry) => this.announcer.announce('feed:added', entry));
  }

  /** Entries of a span in the given places, newest first. */
  async list(span: { from: number; to: number; limit: number }, placeIds: readonly string[]): Promise<FeedEntry[]> {
    return placeIds.length === 0 ? [] : await new FeedTable(this.database).list(span, placeIds);
  }
}
