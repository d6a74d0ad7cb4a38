import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CameraView, CaptureSource, ClockReading, RecordedTrack } from '@protocol';
import type { Schema } from '../persistence/schema';

/** Readings this close together are told as one: a day of ten-second segments is 288 of them. */
const STEP_MS = 300_000;

export interface TrackReading extends ClockReading {
  readonly track: RecordedTrack;
  readonly cameraView: CameraView | null;
  readonly source: CaptureSource;
}

/**
 * What senders said of their clocks when each recording began: rows of `track, camera_view, started_at, off_ms,
 * uncertainty_ms, source`. A terminal's own recordings stand in the index at the times that they had here, so that what
 * was to be added to its clock is what that was behind.
 */
export function clockReadings(vehicleId: string, from: number, to: number): RawBuilder<unknown> {
  return sql`
    select track, camera_view, started_at, captured_at - started_at as off_ms,
      capture_uncertainty_ms as uncertainty_ms, capture_source as source
    from segments where vehicle_id = ${vehicleId} and ended_at >= ${from} and started_at <= ${to}
      and track <> 'talk' and source = 'live' and captured_at is not null
    union all
    select segments.track, segments.camera_view, segments.started_at,
      -round(clock_offset_ms)::bigint, coalesce(clock_uncertainty_ms, 0), 'device-clock'
    from segments join device_recordings on device_recordings.id = segments.id
    where segments.vehicle_id = ${vehicleId} and segments.ended_at >= ${from} and segments.started_at <= ${to}
      and clock_offset_ms is not null
  `;
}

/** How the clocks of a vehicle's senders went: kept with its recordings, for as long as those are. */
export class ClockReadingsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Track by track, oldest first, those of five minutes as one, at the moment of the first of them. */
  async ofVehicle(vehicleId: string, from: number, to: number): Promise<TrackReading[]> {
    const { rows } = await sql<TrackReading>`
      with readings as (${clockReadings(vehicleId, from, to)})
      select track, camera_view, source, min(started_at) as at, round(avg(off_ms))::int as off_ms,
        min(off_ms)::int as least_off_ms, max(off_ms)::int as most_off_ms, max(uncertainty_ms)::int as uncertainty_ms
      from readings where started_at >= ${from}
      group by track, camera_view, source, started_at / ${STEP_MS}::bigint
      order by track, camera_view, min(started_at)
    `.execute(this.database);
    return rows;
  }
}
