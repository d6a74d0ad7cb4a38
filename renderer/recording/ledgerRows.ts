import type { CoverageOfTrack, LedgerVehicle } from '@protocol';
import { coverageSummary, type CoverageSummary } from './coverageSummary';

export interface LedgerRow {
  readonly vehicleId: string;
  readonly plate: string;
  /** It belonged to a place of ours then, and does not any more. */
  readonly hasLeft: boolean;
  readonly stays: LedgerVehicle['stays'];
  /** Null while they are asked for. */
  readonly tracks: readonly CoverageOfTrack[] | null;
  readonly summary: CoverageSummary;
}

interface KnownOfDay {
  /** The vehicles that are there now, as far as this page knows. */
  readonly fleet: ReadonlyMap<string, string>;
  readonly byVehicle: ReadonlyMap<string, readonly CoverageOfTrack[]>;
  /** When the day ends, if it is not over: then its stays say who is here. Null of a day that is over. */
  readonly goesOnUntil: number | null;
}

/** The vehicles of a day by their plates, those that have left behind those of the fleet. */
export function ledgerRows(
  vehicles: readonly LedgerVehicle[],
  { fleet, byVehicle, goesOnUntil }: KnownOfDay,
): readonly LedgerRow[] {
  return vehicles
    .map(({ id, plate, stays }): LedgerRow => {
      const tracks = byVehicle.get(id) ?? null;
      const summary = coverageSummary(tracks ?? []);
      const hasLeft = goesOnUntil === null ? !fleet.has(id) : (stays.at(-1)?.to ?? 0) < goesOnUntil;
      return { ...{ vehicleId: id, plate: plate ?? id, hasLeft, stays }, tracks, summary };
    })
    .sort((one, other) => Number(one.hasLeft) - Number(other.hasLeft) || one.plate.localeCompare(other.plate, 'zh-CN'));
}

/** The times of a span in which a vehicle belonged to no place of ours, up to now. */
export function timesElsewhere(
  stays: LedgerVehicle['stays'],
  { from, to }: { readonly from: number; readonly to: number },
): LedgerVehicle['stays'] {
  const ends = [from, ...stays.map((stay) => stay.to)];
  const begins = [...stays.map((stay) => stay.from), to];
  return ends.flatMap((end, index) => {
    const next = Math.min(begins[index] ?? to, to);
    return next > end ? [{ from: end, to: next }] : [];
  });
}
