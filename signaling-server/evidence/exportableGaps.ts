import type { Kysely } from 'kysely';
import { VehicleStaysTable, type VehicleStay } from '../fleet/VehicleStaysTable';
import type { Schema } from '../persistence/schema';
import { partsDuring } from '../recording/partsDuring';
import type { PartsQuestion } from './permittedParts';

type OwnGap = Pick<Schema['gaps'], 'vehicleId' | 'startedAt' | 'endedAt'>;

/**
 * Gaps as far as whoever asked may hand them out: what was not recorded at a place of others is theirs to tell, as what
 * was recorded there is. A gap that goes on before or after the span at the same places keeps its own beginning and end.
 */
export async function exportableGaps<Gap extends OwnGap>(
  database: Kysely<Schema>,
  gaps: readonly Gap[],
  { vehicleIds, from, to, mayExportAt }: PartsQuestion,
): Promise<Gap[]> {
  const stays = await new VehicleStaysTable(database).within(vehicleIds, from, to);
  const own = joined(stays.filter(({ placeId }) => mayExportAt(placeId)));
  return partsDuring(gaps, own).filter(({ startedAt, endedAt }) => endedAt === null || endedAt > startedAt);
}

/** A gap across a move from one such place to another is one gap all the same. Oldest first, and so they are answered. */
function joined(stays: readonly VehicleStay[]): VehicleStay[] {
  const whole: VehicleStay[] = [];
  for (const stay of stays) {
    const index = whole.findIndex(({ vehicleId, to }) => vehicleId === stay.vehicleId && to === stay.from);
    const before = whole[index];
    if (before) whole[index] = { ...before, to: stay.to };
    else whole.push(stay);
  }
  return whole;
}
