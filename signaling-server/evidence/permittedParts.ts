import type { Kysely } from 'kysely';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Schema } from '../persistence/schema';

/** A time in which a vehicle belonged to a place of which the one who asked may export. */
export interface VehiclePart {
  readonly vehicleId: string;
  readonly from: number;
  readonly to: number;
}

export interface PartsQuestion {
  readonly vehicleIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly mayExportAt: (placeId: string) => boolean;
}

/**
 * Of a span what vehicles did at places of which the one who asked may export: a vehicle that was lent meanwhile leaves
 * what it did for others with them, as its recordings are left.
 */
export async function permittedParts(
  database: Kysely<Schema>,
  { vehicleIds, from, to, mayExportAt }: PartsQuestion,
): Promise<readonly VehiclePart[]> {
  const stays = await new VehicleStaysTable(database).within(vehicleIds, from, to);
  return stays
    .filter(({ placeId }) => mayExportAt(placeId))
    .map((stay) => ({
      vehicleId: stay.vehicleId,
      from: Math.max(from, stay.from),
      to: Math.min(to, stay.to ?? to),
    }))
    .filter((part) => part.to > part.from);
}

/** What a question finds for each of the parts, one after the other. */
export async function inEachPart<Row>(
  parts: readonly VehiclePart[],
  rowsOf: (part: VehiclePart) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of parts) rows.push(...(await rowsOf(part)));
  return rows;
}
