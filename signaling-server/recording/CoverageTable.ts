import { sql, type Kysely } from 'kysely';
import type { CameraView, CoverageOfTrack, CoverageStretch, GapReason, RecordedTrack, TrackClock } from '@protocol';
import type { Schema } from '../persistence/schema';
import { backfilledStretches } from './backfilledStretches';
import { clockReadings } from './ClockReadingsTable';

/** A hole up to this long between two segments is what wall clocks and frame lengths leave. */
const TOLERANCE_MS = 300;

interface StretchRow {
  readonly track: RecordedTrack;
  readonly cameraView: CameraView | null;
  readonly kind: CoverageStretch['kind'];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly reason: GapReason | null;
}

type ClockRow = TrackClock & { readonly track: RecordedTrack; readonly cameraView: CameraView | null };

/** The ledger of a vehicle as a picture needs it: a day of ten-second segments is one stretch where nothing is missing. */
export class CoverageTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async ofVehicle(vehicleId: string, from: number, to: number, now: number): Promise<CoverageOfTrack[]> {
    // Each segment that begins later than everything before it ended begins a stretch.
    const { rows } = await sql<StretchRow>`
      with pieces as (
        select track, camera_view, case source when 'live' then 'recorded' else source end as kind,
          started_at, ended_at, null as reason
        from segments where vehicle_id = ${vehicleId} and ended_at >= ${from} and started_at <= ${to}
          and track <> 'talk' and bytes > init_bytes
        union all
        select track, camera_view, 'deleted', started_at, ended_at, null
        from segment_deletions where vehicle_id = ${vehicleId} and ended_at >= ${from} and started_at <= ${to}
          and track <> 'talk' and why <> 'reduced'
      ), marked as (
        select *, case when started_at - max(ended_at) over earlier <= ${TOLERANCE_MS} then 0 else 1 end as begins
        from pieces
        window earlier as (
          partition by track, camera_view, kind order by started_at rows between unbounded preceding and 1 preceding
        )
      ), numbered as (
        select *, sum(begins) over (partition by track, camera_view, kind order by started_at rows unbounded preceding)
          as stretch
        from marked
      )
      select track, camera_view, kind, min(started_at) as started_at, max(ended_at) as ended_at, null as reason
      from numbered group by track, camera_view, kind, stretch
      union all
      select track, camera_view, 'gap', started_at, ended_at, reason
      from gaps where vehicle_id = ${vehicleId} and started_at <= ${to} and (ended_at is null or ended_at >= ${from})
      order by track, camera_view, started_at
    `.execute(this.database);
    const clocks = await this.#clocks(vehicleId, from, to);
    const tracks = new Map<string, CoverageOfTrack>();
    for (const { track, cameraView, kind, startedAt, endedAt, reason } of rows) {
      const key = `${track} ${cameraView ?? ''}`;
      const known = tracks.get(key) ?? { track, cameraView, stretches: [], clock: clocks.get(key) ?? null };
      tracks.set(key, known);
      const stretch = { kind, from: Math.max(from, startedAt), to: Math.min(to, endedAt ?? now), reason };
      if (stretch.to > stretch.from) known.stretches.push(stretch);
    }
    return [...tracks.values()].map((track) => ({ ...track, stretches: backfilledStretches(track.stretches) }));
  }

  /** What senders said of their clocks last, by the keys of their tracks. */
  async #clocks(vehicleId: string, from: number, to: number): Promise<ReadonlyMap<string, TrackClock>> {
    const { rows } = await sql<ClockRow>`
      with readings as (${clockReadings(vehicleId, from, to)})
      select distinct on (track, camera_view) track, camera_view, off_ms, uncertainty_ms, source,
        min(off_ms) over same as least_off_ms, max(off_ms) over same as most_off_ms
      from readings window same as (partition by track, camera_view)
      order by track, camera_view, started_at desc
    `.execute(this.database);
    return new Map(rows.map(({ track, cameraView, ...clock }) => [`${track} ${cameraView ?? ''}`, clock]));
  }
}
