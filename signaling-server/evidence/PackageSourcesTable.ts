import { sql, type Kysely, type Selectable } from 'kysely';
import type { EvidenceTrack } from '@protocol';
import type { Schema } from '../persistence/schema';
import { AFTER_ALARM_MS, BEFORE_ALARM_MS } from '../recording/RetentionTable';

export type RecordedSegment = Selectable<Schema['segments']>;
type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;

/** Tables of what happened to vehicles, and the column that says when. */
const momentColumns = { messages: 'at', alarms: 'raised_at', feed: 'at' } as const;

/** An order may have been sent so long before the crew worked on it. */
export const ORDERS_BEFORE_MS = 12 * 60 * 60_000;

/** Everything that an evidence package is made from, by vehicles and span. */
export class PackageSourcesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** What one track recorded within a span, oldest first; segments without a frame are left out. */
  async segments(track: EvidenceTrack, from: number, to: number): Promise<RecordedSegment[]> {
    return await this.database
      .selectFrom('segments')
      .selectAll()
      .where('vehicleId', '=', track.vehicleId)
      .where('track', '=', track.track)
      .where('cameraView', track.cameraView === null ? 'is' : '=', track.cameraView)
      .where('endedAt', '>', from)
      .where('startedAt', '<', to)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }

  /** What a vehicle's cameras and microphone recorded within a span. */
  async ofVehicle(
    vehicleId: string,
    from: number,
    to: number,
  ): Promise<Pick<RecordedSegment, 'id' | 'placeId' | 'track' | 'cameraView' | 'state'>[]> {
    return await this.database
      .selectFrom('segments')
      .select(['id', 'placeId', 'track', 'cameraView', 'state'])
      .where('vehicleId', '=', vehicleId)
      .where('endedAt', '>', from)
      .where('startedAt', '<', to)
      .whereRef('bytes', '>', 'initBytes')
      .execute();
  }

  /** Talk that the vehicles spoke or were sent. */
  async talkSegments(bursts: readonly Row<'bursts'>[]): Promise<RecordedSegment[]> {
    if (bursts.length === 0) return [];
    const ids = bursts.map(({ id }) => id);
    return await this.database
      .selectFrom('segments')
      .selectAll()
      .where('burstId', 'in', ids)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }

  async gaps(track: EvidenceTrack, from: number, to: number): Promise<Row<'gaps'>[]> {
    return await this.database
      .selectFrom('gaps')
      .selectAll()
      .where('vehicleId', '=', track.vehicleId)
      .where('track', '=', track.track)
      .where('cameraView', track.cameraView === null ? 'is' : '=', track.cameraView)
      .where('startedAt', '<', to)
      .where((gap) => gap.or([gap('endedAt', 'is', null), gap('endedAt', '>', from)]))
      .orderBy('startedAt')
      .execute();
  }

  async vehicles(vehicleIds: readonly string[]): Promise<(Row<'vehicles'> & { placeName: string })[]> {
    return await this.database
      .selectFrom('vehicles')
      .innerJoin('places', 'places.id', 'vehicles.placeId')
      .selectAll('vehicles')
      .select('places.name as placeName')
      .where('vehicles.id', 'in', vehicleIds)
      .orderBy('vehicles.id')
      .execute();
  }

  async bursts(vehicleIds: readonly string[], from: number, to: number): Promise<Row<'bursts'>[]> {
    return await this.database
      .selectFrom('bursts')
      .selectAll()
      .where('startedAt', '<', to)
      // One that is being spoken still is told of, and its file as one that is open.
      .where((burst) => burst.or([burst('endedAt', 'is', null), burst('endedAt', '>', from)]))
      .where((burst) =>
        burst.or([
          burst('vehicleId', 'in', vehicleIds),
          burst.exists(
            burst
              .selectFrom('burstReceivers')
              .select('receiverId')
              .whereRef('burstReceivers.burstId', '=', 'bursts.id')
              .where('receiverId', 'in', vehicleIds),
          ),
        ]),
      )
      .orderBy('startedAt')
      .execute();
  }

  /** Orders that were sent to a vehicle within a span, each with its receipts, as the database has them. */
  async orders(
    vehicleId: string,
    from: number,
    to: number,
  ): Promise<(Omit<Row<'orders'>, 'clientKey'> & { readonly receipts: readonly Row<'receipts'>[] })[]> {
    const receipts = await this.database
      .selectFrom('receipts')
      .innerJoin('orders', 'orders.id', 'receipts.orderId')
      .selectAll('receipts')
      .where('receipts.vehicleId', '=', vehicleId)
      .where('orders.sentAt', '>=', from)
      .where('orders.sentAt', '<', to)
      .execute();
    if (receipts.length === 0) return [];
    const ids = receipts.map(({ orderId }) => orderId);
    const orders = await this.database.selectFrom('orders').selectAll().where('id', 'in', ids).execute();
    return orders.map(({ clientKey: _, ...order }) => ({
      ...order,
      receipts: receipts.filter(({ orderId }) => orderId === order.id),
    }));
  }

  /** What happened to a vehicle, oldest first, as the database has it. */
  async happenings<Name extends keyof typeof momentColumns>(
    table: Name,
    vehicleId: string,
    from: number,
    to: number,
  ): Promise<Row<Name>[]> {
    const at = sql.ref(momentColumns[table]);
    const { rows } = await sql<Row<Name>>`
      select * from ${sql.table(table)}
      where vehicle_id = ${vehicleId} and ${at} >= ${from} and ${at} < ${to}
      order by ${at}
    `.execute(this.database);
    return rows;
  }

  /** Those of some segments that belong to an alarm, as retention has it. */
  async besideAlarms(segmentIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (segmentIds.length === 0) return new Set();
    const rows = await this.database
      .selectFrom('segments')
      .innerJoin('alarms', 'alarms.vehicleId', 'segments.vehicleId')
      .select('segments.id')
      .distinct()
      .where('segments.id', 'in', segmentIds)
      .where(sql<boolean>`alarms.raised_at >= segments.started_at - ${AFTER_ALARM_MS}::bigint`)
      .where(sql<boolean>`alarms.raised_at <= segments.ended_at + ${BEFORE_ALARM_MS}::bigint`)
      .execute();
    return new Set(rows.map(({ id }) => id));
  }
}
