import { sql, type Kysely } from 'kysely';
import type { CameraView, RecordedTrack } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { GapRow } from '../recording/GapsTable';
import type { SegmentRow } from '../recording/SegmentsTable';

/** The ledger writes no gap for a hole up to this long between two files: it is what wall clocks and frame lengths leave. */
const SEAM_MS = 300;
/** A terminal by itself may record two pictures a second, and keeps no ledger. */
const DEVICE_SEAM_MS = 600;
const MOST_SEGMENTS_ANSWERED = 20_000;

export interface Island {
  readonly vehicleId: string;
  readonly track: RecordedTrack;
  readonly cameraView: CameraView | null;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly backfilled: boolean;
  readonly reduced: boolean;
}

export interface LanesQuestion {
  readonly vehicleIds: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Where what is asked for was recorded: a recording keeps the place that was valid when it was made. */
  readonly placeIds: readonly string[];
}

/** The index of what is recorded, as a review asks for it. */
export class RecordedLanesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** The times in which each track is on record, oldest first, files that meet joined into one. */
  async islands({ vehicleIds, from, to, placeIds }: LanesQuestion): Promise<readonly Island[]> {
    if (vehicleIds.length === 0 || placeIds.length === 0) return [];
    const { rows } = await sql<Island>`
      with files as (
        select vehicle_id, track, camera_view, source, started_at, ended_at, state,
          max(ended_at) over (
            partition by vehicle_id, track, camera_view, source order by started_at
            rows between unbounded preceding and 1 preceding
          ) as before
        from segments
        where vehicle_id in (${sql.join(vehicleIds)}) and place_id in (${sql.join(placeIds)})
          and track <> 'talk' and ended_at >= ${from} and started_at <= ${to} and bytes > init_bytes
      ), islands as (
        select *, sum(
          case when started_at - before <= case source when 'device' then ${DEVICE_SEAM_MS}::int else ${SEAM_MS} end
            then 0 else 1 end
        ) over (
          partition by vehicle_id, track, camera_view, source order by started_at
        ) as island
        from files
      )
      select vehicle_id, track, camera_view, min(started_at) as "from", max(ended_at) as "to",
        bool_or(state = 'open') as open, source = 'device' as backfilled,
        source = 'reduced' as reduced
      from islands
      group by vehicle_id, track, camera_view, source, island
      order by min(started_at)
    `.execute(this.database);
    return rows;
  }

  /** The files of a span, oldest first; those without a frame are left out. */
  segments({ vehicleIds, from, to, placeIds }: LanesQuestion): Promise<SegmentRow[]> {
    if (vehicleIds.length === 0 || placeIds.length === 0) return Promise.resolve([]);
    return this.database
      .selectFrom('segments')
      .selectAll()
      .where('vehicleId', 'in', vehicleIds)
      .where('placeId', 'in', placeIds)
      .where('endedAt', '>=', from)
      .where('startedAt', '<=', to)
      .where('track', '!=', 'talk')
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .limit(MOST_SEGMENTS_ANSWERED)
      .execute();
  }

  segmentsOfBursts(burstIds: readonly string[]): Promise<SegmentRow[]> {
    return this.database
      .selectFrom('segments')
      .selectAll()
      .where('burstId', 'in', burstIds)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }

  gaps({ vehicleIds, from, to }: Omit<LanesQuestion, 'placeIds'>): Promise<GapRow[]> {
    if (vehicleIds.length === 0) return Promise.resolve([]);
    return this.database
      .selectFrom('gaps')
      .selectAll()
      .where('vehicleId', 'in', vehicleIds)
      .where('startedAt', '<=', to)
      .where((row) => row.or([row('endedAt', 'is', null), row('endedAt', '>=', from)]))
      .orderBy('startedAt')
      .execute();
  }
}
