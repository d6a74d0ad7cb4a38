import { sql, type Kysely, type Selectable } from 'kysely';
import type { BurstEndReason, FloorEventLine } from '@protocol';
import type { Schema } from '../persistence/schema';

type Row = Selectable<Schema['bursts']>;

/** A burst as it begins. */
export type BurstRow = Omit<
  Row,
  'endedAt' | 'endReason' | 'position' | 'floorEvents' | 'priority' | 'emergency' | 'orderId' | 'alarmId'
> &
  Partial<Pick<Row, 'priority' | 'emergency' | 'orderId' | 'alarmId'>>;

/** Where the speaker's vehicle was as he began. */
export type SpeakerPosition = { readonly longitude: number; readonly latitude: number; readonly at: number } | null;

export type LeftOpenBurst = Pick<Row, 'id' | 'startedAt' | 'groupId' | 'groupName' | 'placeId' | 'speakerName'>;

export interface BurstEnd {
  readonly burstId: string;
  readonly endedAt: number;
  readonly reason: BurstEndReason;
  /** Left as they are where they are not known. */
  readonly floorEvents?: readonly FloorEventLine[];
}

export class BurstsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async begin(row: BurstRow, position: SpeakerPosition): Promise<void> {
    await this.beginAll([{ row, position }]);
  }

  async beginAll(bursts: readonly { row: BurstRow; position: SpeakerPosition }[]): Promise<void> {
    if (bursts.length === 0) return;
    await this.database
      .insertInto('bursts')
      .values(
        bursts.map(({ row, position }) => ({
          ...row,
          position: position === null ? null : JSON.stringify(position),
          endedAt: null,
          endReason: null,
        })),
      )
      .execute();
  }

  async end(burstId: string, end: Omit<BurstEnd, 'burstId'>): Promise<void> {
    await this.endAll([{ burstId, ...end }]);
  }

  /** Ends bursts in one statement. */
  async endAll(ends: readonly BurstEnd[]): Promise<void> {
    if (ends.length === 0) return;
    const rows = ends.map(
      ({ burstId, endedAt, reason, floorEvents }) =>
        sql`(${burstId}, ${endedAt}::bigint, ${reason}, ${floorEvents ? JSON.stringify(floorEvents) : null}::jsonb)`,
    );
    await sql`
      update bursts set
        ended_at = ends.ended_at,
        end_reason = ends.end_reason,
        floor_events = coalesce(ends.floor_events, bursts.floor_events)
      from (values ${sql.join(rows)}) as ends (id, ended_at, end_reason, floor_events)
      where bursts.id = ends.id`.execute(this.database);
  }

  /** Those of these that are on record. */
  async known(burstIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.selectFrom('bursts').select('id').where('id', 'in', burstIds).execute();
    return rows.map(({ id }) => id);
  }

  /** Bursts that a run before this one began and never ended. */
  async leftOpen(before: number): Promise<readonly LeftOpenBurst[]> {
    return await this.database
      .selectFrom('bursts')
      .select(['id', 'startedAt', 'groupId', 'groupName', 'placeId', 'speakerName'])
      .where('endedAt', 'is', null)
      .where('startedAt', '<', before)
      .execute();
  }

  /** Where the recorded sound of a burst ends, null where there is none, and whether a file of it still grows. */
  async recorded(burstId: string): Promise<{ end: number | null; growing: boolean }> {
    const segments = await this.database
      .selectFrom('segments')
      .select(['endedAt', 'state'])
      .where('burstId', '=', burstId)
      .execute();
    return {
      end: segments.length === 0 ? null : Math.max(...segments.map(({ endedAt }) => endedAt)),
      growing: segments.some(({ state }) => state === 'open'),
    };
  }
}
