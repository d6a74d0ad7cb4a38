import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CameraView, CaptureSource, ClockReading, RecordedTrack } from '@protocol';
import type { Schema } from '../persistence/schema';

/** Readings this close together are told as one: a day of ten-second segments is 288 of them. */
const READ_TOGETHER_MS = 300_000;
/** Of what a clock goes wrong in ten seconds nothing comes near this: it was set. */
const SET_CLOCK_MS = 1_000;

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

  /**
   * Track by track, oldest first, those of five minutes as one, at the moment of the first of them. A clock that was set
   * is told apart from one that goes wrong: two recordings before and two after agree on it, which those that the network
   * held up do not, and no readings of before and after are told as one.
   */
  async ofVehicle(vehicleId: string, from: number, to: number): Promise<TrackReading[]> {
    const { rows } = await sql<TrackReading>`
      with readings as (${clockReadings(vehicleId, from, to)}),
      beside as (
        select *, lag(off_ms) over own as before, lag(off_ms, 2) over own as earlier, lead(off_ms) over own as after
        from readings where started_at >= ${from}
        window own as (partition by track, camera_view, source order by started_at)
      ),
      steps as (
        select *, case
          when least(off_ms, after) - greatest(before, earlier) > ${SET_CLOCK_MS}::bigint
            or least(before, earlier) - greatest(off_ms, after) > ${SET_CLOCK_MS}::bigint
          then off_ms - before end as step_ms
        from beside
      ),
      stretches as (
        select *, count(step_ms) over (partition by track, camera_view, source order by started_at) as stretch
        from steps
      )
      select track, camera_view, source, min(started_at) as at, round(avg(off_ms))::bigint as off_ms,
        min(off_ms) as least_off_ms, max(off_ms) as most_off_ms, max(uncertainty_ms)::int as uncertainty_ms,
        max(step_ms) as step_ms
      from stretches
      group by track, camera_view, source, stretch, started_at / ${READ_TOGETHER_MS}::bigint
      order by track, camera_view, min(started_at)
    `.execute(this.database);
    return rows;
  }
}
