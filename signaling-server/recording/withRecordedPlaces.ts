import type { Kysely } from 'kysely';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Schema } from '../persistence/schema';
import { ReindexTable } from './ReindexTable';
import type { SegmentRow } from './SegmentsTable';

/** A time in which everything that is known of a vehicle was recorded at one place. */
interface Run {
  readonly placeId: string;
  readonly from: number;
  to: number;
}

/**
 * A file does not say where its vehicle belonged: what the vehicle recorded nearest to it, and has a journal, does; else
 * what is known of the vehicle at that time.
 */
export async function withRecordedPlaces(
  database: Kysely<Schema>,
  orphans: readonly SegmentRow[],
  rows: ReadonlyMap<string, SegmentRow>,
): Promise<SegmentRow[]> {
  const cityPlaceId = await new ReindexTable(database).cityPlaceId();
  const stays = new VehicleStaysTable(database);
  const runs = runsOf([...rows.values()]);
  const placed: SegmentRow[] = [];
  for (const row of orphans) {
    const { vehicleId, startedAt } = row;
    const nearest = nearestOf(runs.get(vehicleId ?? '') ?? [], startedAt);
    const known = nearest ?? (vehicleId === null ? null : await stays.placeAt(vehicleId, startedAt));
    placed.push({ ...row, placeId: known ?? cityPlaceId });
  }
  return placed;
}

function runsOf(rows: readonly SegmentRow[]): ReadonlyMap<string, readonly Run[]> {
  const runs = new Map<string, Run[]>();
  for (const { vehicleId, placeId, startedAt } of rows.toSorted((one, other) => one.startedAt - other.startedAt)) {
    if (vehicleId === null) continue;
    const own = runs.get(vehicleId) ?? [];
    runs.set(vehicleId, own);
    const last = own.at(-1);
    if (last?.placeId === placeId) last.to = startedAt;
    else own.push({ placeId, from: startedAt, to: startedAt });
  }
  return runs;
}

function nearestOf(runs: readonly Run[], at: number): string | null {
  const away = ({ from, to }: Run): number => Math.max(from - at, at - to, 0);
  const nearest = runs.reduce<Run | null>((best, run) => (best === null || away(run) < away(best) ? run : best), null);
  return nearest?.placeId ?? null;
}
