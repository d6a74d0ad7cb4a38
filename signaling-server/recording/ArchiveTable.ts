import type { Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';

export interface ArchivableSegment {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
}

/** Which segments are in the archive, and which objects there nobody needs any more. */
export class ArchiveTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Closed segments on the volumes that ended before a moment, oldest first. */
  async waiting(endedBefore: number, limit: number): Promise<ArchivableSegment[]> {
    return await this.database
      .selectFrom('segments')
      .select(['id', 'path', 'bytes'])
      .where('stored', '=', 'volume')
      .where('state', '!=', 'open')
      .where('endedAt', '<', endedBefore)
      .orderBy('endedAt')
      .limit(limit)
      .execute();
  }

  async totals(): Promise<{ waitingSegments: number; waitingBytes: number; archivedBytes: number }> {
    const rows = await this.database
      .selectFrom('segments')
      .select(({ fn }) => [
        'stored',
        fn.countAll<number | string>().as('segments'),
        fn.sum<number | string>('bytes').as('bytes'),
      ])
      .where('state', '!=', 'open')
      .groupBy('stored')
      .execute();
    const of = (stored: 'volume' | 'archive') => rows.find((row) => row.stored === stored);
    return {
      waitingSegments: Number(of('volume')?.segments ?? 0),
      waitingBytes: Number(of('volume')?.bytes ?? 0),
      archivedBytes: Number(of('archive')?.bytes ?? 0),
    };
  }

  /** Objects of segments that were deleted. */
  async doomed(limit: number): Promise<string[]> {
    const rows = await this.database.selectFrom('doomedObjects').select('path').limit(limit).execute();
    return rows.map(({ path }) => path);
  }

  async doom(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    await this.database
      .insertInto('doomedObjects')
      .values(paths.map((path) => ({ path })))
      .onConflict((conflict) => conflict.column('path').doNothing())
      .execute();
  }

  async forget(path: string): Promise<void> {
    await this.database.deleteFrom('doomedObjects').where('path', '=', path).execute();
  }
}
