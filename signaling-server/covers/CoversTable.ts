import type { Kysely, Selectable } from 'kysely';
import type { CameraView, CoveredCopy } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { SegmentRow } from '../recording/SegmentsTable';

const MOST_LISTED = 200;

/** A covered copy with what only the server knows of it. */
export interface CoverRecord extends CoveredCopy {
  readonly accountId: string;
  readonly clientKey: string;
}

export class CoversTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add({ from, to, regions, parts, ...row }: CoverRecord): Promise<void> {
    await this.database
      .insertInto('coveredCopies')
      .values({ ...row, fromAt: from, toAt: to, regions: JSON.stringify(regions), parts: JSON.stringify(parts) })
      .execute();
  }

  async change({ id, state, percent, failure, parts, bytes, sha256, revision }: CoverRecord): Promise<void> {
    await this.database
      .updateTable('coveredCopies')
      .set({ state, percent, failure, parts: JSON.stringify(parts), bytes, sha256, revision })
      .where('id', '=', id)
      .execute();
  }

  async find(id: string): Promise<CoverRecord | null> {
    const row = this.database.selectFrom('coveredCopies').selectAll().where('id', '=', id);
    return recordOf(await row.executeTakeFirst());
  }

  async ofIds(ids: readonly string[]): Promise<CoverRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.selectFrom('coveredCopies').selectAll().where('id', 'in', ids).execute();
    return rows.flatMap((row) => recordOf(row) ?? []);
  }

  async ofClientKey(clientKey: string): Promise<CoverRecord | null> {
    const row = this.database.selectFrom('coveredCopies').selectAll().where('clientKey', '=', clientKey);
    return recordOf(await row.executeTakeFirst());
  }

  /** Those that touch a span, oldest first. */
  async within(
    vehicleIds: readonly string[],
    { from, to }: { readonly from: number; readonly to: number },
    placeIds: readonly string[],
  ): Promise<CoverRecord[]> {
    if (vehicleIds.length === 0 || placeIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('coveredCopies')
      .selectAll()
      .where('vehicleId', 'in', vehicleIds)
      .where('placeId', 'in', placeIds)
      .where('fromAt', '<=', to)
      .where('toAt', '>=', from)
      .orderBy('createdAt')
      .limit(MOST_LISTED)
      .execute();
    return rows.flatMap((row) => recordOf(row) ?? []);
  }

  async unfinished(): Promise<{ readonly id: string }[]> {
    return await this.database
      .selectFrom('coveredCopies')
      .select('id')
      .where('state', 'in', ['waiting', 'running'])
      .orderBy('createdAt')
      .execute();
  }

  /** What one camera recorded within a span, oldest first. */
  async recordings(vehicleId: string, view: CameraView, from: number, to: number): Promise<SegmentRow[]> {
    return await this.database
      .selectFrom('segments')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('track', '=', 'camera')
      .where('cameraView', '=', view)
      .where('endedAt', '>', from)
      .where('startedAt', '<', to)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }
}

function recordOf(row: Selectable<Schema['coveredCopies']> | undefined): CoverRecord | null {
  if (!row) return null;
  const { fromAt, toAt, ...record } = row;
  return { ...record, from: fromAt, to: toAt };
}
