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
  readonly #table: FeedTable;

  constructor(
    database: Kysely<Schema>,
    private readonly announcer: Announcer,
    private readonly clock: () => number,
  ) {
    this.#table = new FeedTable(database);
  }

  /** Stores a fact and then tells everyone who may know it. */
  async add(fact: FeedFact): Promise<void> {
    const entry: FeedEntry = { id: randomUUID(), at: this.clock(), ...fact };
    await this.#table.add(entry);
    this.announcer.announce('feed:added', entry);
  }

  /** Entries of a span in the given places, newest first. */
  async list(span: { from: number; to: number; limit: number }, placeIds: readonly string[]): Promise<FeedEntry[]> {
    return placeIds.length === 0 ? [] : await this.#table.list(span, placeIds);
  }
}
