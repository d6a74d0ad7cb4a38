import { sql, type Kysely } from 'kysely';
import type { Position } from '@protocol';
import type { PositionSchema } from '../persistence/schema';

/** A fix on its way into the store: whose it is, and when the server had it. */
export interface ReceivedPosition extends Position {
  vehicleId: string;
  receivedAt: number;
}

const ROWS_OF_PART = 10_000;

/**
 * Fixes that came before (same vehicle and number) are dropped here, so that a resend does no harm. Each column goes as
 * one array: a statement with a parameter for each of twenty thousand values costs several times as much at both ends.
 */
export async function writePositions(
  positions: Kysely<PositionSchema>,
  received: readonly ReceivedPosition[],
): Promise<void> {
  const all = <Column extends keyof ReceivedPosition>(column: Column): ReceivedPosition[Column][] =>
    received.map((position) => position[column]);
  await sql`
    insert into positions (vehicle_id, number, at, received_at, longitude, latitude, speed, heading, accuracy)
    select * from unnest(
      ${all('vehicleId')}::text[], ${all('number')}::bigint[], ${all('at')}::bigint[], ${all('receivedAt')}::bigint[],
      ${all('longitude')}::float8[], ${all('latitude')}::float8[],
      ${all('speed')}::float8[], ${all('heading')}::float8[], ${all('accuracy')}::float8[]
    )
    on conflict (vehicle_id, number) do nothing`.execute(positions);
}

/**
 * The fixes of one vehicle in a span of the device's own time, oldest first, `most` at most. They are read in parts, so
 * that a shift of them does not hold up those that are to be stored.
 */
export async function readTrack(
  positions: Kysely<PositionSchema>,
  { vehicleId, from, to, most = Infinity }: { vehicleId: string; from: number; to: number; most?: number },
): Promise<Position[]> {
  const track: Position[] = [];
  for (let last = { at: from, number: -1 }; ;) {
    const wanted = Math.min(ROWS_OF_PART, most - track.length);
    const { at, number } = last;
    const part = await positions
      .selectFrom('positions')
      .select(['number', 'at', 'longitude', 'latitude', 'speed', 'heading', 'accuracy'])
      .where('vehicleId', '=', vehicleId)
      .where('at', '>=', at)
      .where('at', '<=', to)
      .where((row) => row(row.refTuple('at', 'number'), '>', row.tuple(at, number)))
      .orderBy('at')
      .orderBy('number')
      .limit(wanted)
      .execute();
    for (const position of part) track.push(position);
    const newest = part.at(-1);
    if (newest === undefined || part.length < wanted || track.length >= most) return track;
    last = newest;
  }
}

/**
 * The newest fix of each of these vehicles, so that a restarted server shows them where they were. One look into the
 * index for each: who asks for the newest of each group is answered by a walk over every fix there is.
 */
export async function readNewestPositions(
  positions: Kysely<PositionSchema>,
  vehicleIds: readonly string[],
): Promise<Map<string, Position>> {
  const { rows } = await sql<Position & { vehicleId: string }>`
    select newest.* from unnest(${vehicleIds}::text[]) as wanted (vehicle_id)
    cross join lateral (
      select vehicle_id, number, at, longitude, latitude, speed, heading, accuracy
      from positions where vehicle_id = wanted.vehicle_id order by number desc limit 1
    ) as newest`.execute(positions);
  return new Map(rows.map(({ vehicleId, ...position }) => [vehicleId, position]));
}
