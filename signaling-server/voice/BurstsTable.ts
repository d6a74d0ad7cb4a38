import type { Kysely } from 'kysely';
import type { BurstEndReason } from '@protocol';
import type { Schema } from '../persistence/schema';

export type BurstRow = Omit<Schema['bursts'], 'endedAt' | 'endReason'>;

export class BurstsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async begin(row: BurstRow): Promise<void> {
    await this.database
      .insertInto('bursts')
      .values({ ...row, endedAt: null, endReason: null })
      .execute();
  }

  async end(burstId: string, endedAt: number, endReason: BurstEndReason): Promise<void> {
    await this.database.updateTable('bursts').set({ endedAt, endReason }).where('id', '=', burstId).execute();
  }

  /**
   * Ends what a dead server left open, each at the latest moment that it can have lasted to. Answers how many there
   * were.
   */
  async endLeftOpen(at: number, longestMs: number): Promise<number> {
    const open = await this.database
      .selectFrom('bursts')
      .select(['id', 'startedAt'])
      .where('endedAt', 'is', null)
      .execute();
    for (const { id, startedAt } of open) await this.end(id, Math.min(at, startedAt + longestMs), 'server-restarted');
    return open.length;
  }
}
