import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type DeletionRequestRow = Selectable<Schema['deletionRequests']>;
export type Decision = Required<
  Pick<DeletionRequestRow, 'decision' | 'decisionReason' | 'decidedBy' | 'deciderName' | 'decidedAt'>
>;

const MOST_LISTED = 100;

/** Early deletions that were asked for. */
export class DeletionRequestsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: DeletionRequestRow): Promise<void> {
    await this.database.insertInto('deletionRequests').values(row).execute();
  }

  async find(id: string): Promise<DeletionRequestRow | null> {
    const row = await this.database.selectFrom('deletionRequests').selectAll().where('id', '=', id).executeTakeFirst();
    return row ?? null;
  }

  /** False where somebody has decided already. */
  async decide(id: string, decision: Decision): Promise<boolean> {
    const row = await this.database
      .updateTable('deletionRequests')
      .set(decision)
      .where('id', '=', id)
      .where('decision', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The newest first. */
  newest(): Promise<DeletionRequestRow[]> {
    return this.database
      .selectFrom('deletionRequests')
      .selectAll()
      .orderBy('requestedAt', 'desc')
      .limit(MOST_LISTED)
      .execute();
  }
}
