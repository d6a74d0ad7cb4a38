import type { Kysely } from 'kysely';
import type { Position } from '@protocol';
import type { PositionSchema } from '../persistence/schema';

/** A fix on its way into the store: whose it is, and when the server had it. */
export interface ReceivedPosition extends Position {
  vehicleId: string;
  receivedAt: number;
}

/** Fixes that came before (same vehicle and number) are dropped here, so that a resend does no harm. */
export async function writePositions(
  positions: Kysely<PositionSchema>,
  received: readonly ReceivedPosition[],
): Promise<void> {
  await positions
    .insertInto('positions')
    .values([...received])
    .onConflict((conflict) => conflict.columns(['vehicleId', 'number']).doNothing())
    .execute();
}

/** The fixes of one vehicle in a span of the device's own time, oldest first; 20,000 at most. */
export async function readTrack(
  positions: Kysely<PositionSchema>,
  vehicleId: string,
  from: number,
  to: number,
): Promise<Position[]> {
  const rows = await positions
    .selectFrom('positions')
    .select(['number', 'at', 'longitude', 'latitude', 'speed', 'heading', 'accuracy'])
    .where('vehicleId', '=', vehicleId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .orderBy('at')
    .limit(20_000)
    .execute();
  return rows;
}

/** The newest fix of each vehicle, so that a restarted server shows them where they were. */
export async function readNewestPositions(positions: Kysely<PositionSchema>): Promise<Map<string, Position>> {
  const rows = await positions
    .selectFrom('positions')
    .distinctOn('vehicleId')
    .select(['vehicleId', 'number', 'at', 'longitude', 'latitude', 'speed', 'heading', 'accuracy'])
    .orderBy('vehicleId')
    .orderBy('number', 'desc')
    .execute();
  return new Map(rows.map(({ vehicleId, ...position }) => [vehicleId, position]));
}
