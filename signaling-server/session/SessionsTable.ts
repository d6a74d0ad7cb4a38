import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type SessionRow = Selectable<Schema['sessions']>;

export class SessionsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Sessions that have not ended, with the name of whose they are. */
  async open(): Promise<(SessionRow & { name: string })[]> {
    return await this.database
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.id', 'sessions.accountId')
      .selectAll('sessions')
      .select('accounts.name')
      .where('sessions.endedAt', 'is', null)
      .execute();
  }

  async openIds(): Promise<Set<string>> {
    const rows = await this.database.selectFrom('sessions').select('id').where('endedAt', 'is', null).execute();
    return new Set(rows.map(({ id }) => id));
  }

  async add(row: SessionRow): Promise<void> {
    await this.database.insertInto('sessions').values(row).execute();
  }

  async end(sessionIds: readonly string[], endedAt: number, endReason: string): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.database
      .updateTable('sessions')
      .set({ endedAt, endReason })
      .where('id', 'in', sessionIds)
      .where('endedAt', 'is', null)
      .execute();
  }
}
