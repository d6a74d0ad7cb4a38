import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';
import { ArchiveTable } from './ArchiveTable';
import type { SegmentNews } from './segmentIndex';

export type DeletionRow = Selectable<Schema['segmentDeletions']>;

/** What was recorded and is not on the disk any more. */
export class DeletionsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Moves what its journal says was deleted out of the index. Doing it twice changes nothing. */
  async takeOff(news: readonly SegmentNews[]): Promise<void> {
    const rows = news.flatMap(({ row, deleted }): DeletionRow[] => {
      if (!deleted) return [];
      const { id, vehicleId, placeId, track, cameraView, startedAt, endedAt, bytes } = row;
      return [
        {
          ...{ segmentId: id, vehicleId, placeId, track, cameraView, startedAt, endedAt, bytes },
          ...{ why: deleted.why, deletedAt: deleted.at },
        },
      ];
    });
    if (rows.length === 0) return;
    const archived = news.flatMap(({ row, deleted }) => (deleted && row.stored === 'archive' ? row.path : []));
    await new ArchiveTable(this.database).doom(archived);
    await this.database
      .insertInto('segmentDeletions')
      .values(rows)
      .onConflict((conflict) => conflict.column('segmentId').doNothing())
      .execute();
    await this.database
      .deleteFrom('segments')
      .where(
        'id',
        'in',
        rows.map(({ segmentId }) => segmentId),
      )
      .execute();
  }

  /** What was deleted of a vehicle within a span, oldest first. */
  ofVehicle(vehicleId: string, from: number, to: number): Promise<DeletionRow[]> {
    return this.database
      .selectFrom('segmentDeletions')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('endedAt', '>=', from)
      .where('startedAt', '<=', to)
      .orderBy('startedAt')
      .execute();
  }
}
