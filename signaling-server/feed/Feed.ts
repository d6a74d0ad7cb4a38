import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { FeedEntry } from '@protocol';
import type { Schema } from '../persistence/schema';
import { WriteBatch } from '../persistence/WriteBatch';
import type { Announcer } from '../wire/Announcer';
import { FeedTable } from './FeedTable';

/** What a capability says happened; the feed adds the time and an id. */
export type FeedFact = Pick<FeedEntry, 'kind' | 'placeId' | 'vehicleId' | 'details'>;

/** The event feed: facts with their time, kept for the clock on which recordings are reviewed. */
export class Feed {
  readonly #entries = new WriteBatch<FeedEntry>((entries) => new FeedTable(this.database).add(entries));

  constructor(
    private readonly database: Kysely<Schema>,
    private readonly announcer: Announcer,
    private readonly clock: () => number,
  ) {}

  /** Stores a fact and then tells everyone who may know it. */
  async add(fact: FeedFact): Promise<void> {
    const entry = this.#entryOf(fact);
    await this.#entries.add(entry);
    this.announcer.announce('feed:added', entry);
  }

  /**
   * Stores facts in one go. Give it the transaction of the change they tell of, so that both stand or neither, and call
   * what it answers once that has been committed: it tells everyone who may know them.
   */
  async addAll(database: Kysely<Schema>, facts: readonly FeedFact[]): Promise<() => void> {
    const entries = facts.map((fact) => this.#entryOf(fact));
    await new FeedTable(database).add(entries);
    return () => entries.forEach((entry) => this.announcer.announce('feed:added', entry));
  }

  /** Entries of a span in the given places, newest first. */
  async list(span: { from: number; to: number; limit: number }, placeIds: readonly string[]): Promise<FeedEntry[]> {
    return placeIds.length === 0 ? [] : await new FeedTable(this.database).list(span, placeIds);
  }

  #entryOf(fact: FeedFact): FeedEntry {
    return { id: randomUUID(), at: this.clock(), ...fact };
  }
}
