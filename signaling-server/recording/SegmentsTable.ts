import type { Kysely, Selectable } from 'kysely';
import type { CameraView } from '@protocol';
import type { Schema } from '../persistence/schema';

export type SegmentRow = Selectable<Schema['segments']>;

/** Rows in one statement: PostgreSQL takes at most 65,535 parameters. */
const ROWS_A_STATEMENT = 500;
const MOST_SEGMENTS_ANSWERED = 20_000;

/** The index of what is recorded. */
export class SegmentsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Writes rows as they are now, new or known. Doing it twice changes nothing. */
  async put(rows: readonly SegmentRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      await this.database
        .insertInto('segments')
        .values(
          rows.slice(start, start + ROWS_A_STATEMENT).map((row) => ({ ...row, damages: JSON.stringify(row.damages) })),
        )
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            endedAt: row.ref('excluded.endedAt'),
            state: row.ref('excluded.state'),
            bytes: row.ref('excluded.bytes'),
            keyOffset: row.ref('excluded.keyOffset'),
            keyBytes: row.ref('excluded.keyBytes'),
            keyAt: row.ref('excluded.keyAt'),
            damages: row.ref('excluded.damages'),
            capturedAt: row.ref('excluded.capturedAt'),
            captureSource: row.ref('excluded.captureSource'),
            captureUncertaintyMs: row.ref('excluded.captureUncertaintyMs'),
            stored: row.ref('excluded.stored'),
          })),
        )
        .execute();
    }
  }

  open(): Promise<SegmentRow[]> {
    return this.database.selectFrom('segments').selectAll().where('state', '=', 'open').execute();
  }

  async find(segmentId: string): Promise<SegmentRow | null> {
    return (
      (await this.database.selectFrom('segments').selectAll().where('id', '=', segmentId).executeTakeFirst()) ?? null
    );
  }

  /** Those of the given ids that there are, in no order. */
  findAll(segmentIds: readonly string[]): Promise<SegmentRow[]> {
    if (segmentIds.length === 0) return Promise.resolve([]);
    return this.database.selectFrom('segments').selectAll().where('id', 'in', segmentIds).execute();
  }

  /** What a vehicle recorded within a span, oldest first; segments without a frame are left out. */
  ofVehicle(vehicleId: string, from: number, to: number): Promise<SegmentRow[]> {
    return this.database
      .selectFrom('segments')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('endedAt', '>=', from)
      .where('startedAt', '<=', to)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .limit(MOST_SEGMENTS_ANSWERED)
      .execute();
  }

  /** Those of them that were recorded at some places. */
  async ofVehicleAt(vehicleId: string, placeIds: readonly string[], from: number, to: number): Promise<SegmentRow[]> {
    return (await this.ofVehicle(vehicleId, from, to)).filter(({ placeId }) => placeIds.includes(placeId));
  }

  ofBursts(burstIds: readonly string[]): Promise<Pick<SegmentRow, 'id' | 'burstId'>[]> {
    if (burstIds.length === 0) return Promise.resolve([]);
    return this.database
      .selectFrom('segments')
      .select(['id', 'burstId'])
      .where('burstId', 'in', burstIds)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }

  /** The newest picture of a camera that was recorded at a place. */
  async newestKeyFrame(vehicleId: string, view: CameraView, placeId: string): Promise<SegmentRow | null> {
    const row = await this.database
      .selectFrom('segments')
      .selectAll()
      .where('vehicleId', '=', vehicleId)
      .where('cameraView', '=', view)
      .where('placeId', '=', placeId)
      .where('keyAt', 'is not', null)
      .orderBy('keyAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ?? null;
  }

  /** The last recorded moment of each track of the given vehicles. */
  async lastEnds(
    vehicleIds: readonly string[],
  ): Promise<readonly (Pick<SegmentRow, 'vehicleId' | 'track' | 'cameraView'> & { lastEnd: number })[]> {
    if (vehicleIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('segments')
      .select(({ fn }) => ['vehicleId', 'track', 'cameraView', fn.max('endedAt').as('lastEnd')])
      .where('vehicleId', 'in', vehicleIds)
      .where('track', '!=', 'talk')
      .where('source', '=', 'live')
      .groupBy(['vehicleId', 'track', 'cameraView'])
      .execute();
    return rows;
  }
}
