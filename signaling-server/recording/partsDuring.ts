import type { VehicleStay } from '../fleet/VehicleStaysTable';

interface OfVehicle {
  readonly vehicleId: string;
  readonly startedAt: number;
  /** Null while it lasts. */
  readonly endedAt: number | null;
}

/** The parts of what happened to vehicles that lie within some of their stays, such as those at a person's places. */
export function partsDuring<Happening extends OfVehicle>(
  happenings: readonly Happening[],
  stays: readonly VehicleStay[],
): Happening[] {
  return happenings.flatMap((happening) =>
    stays
      .filter(({ vehicleId, from, to }) => {
        const { startedAt, endedAt } = happening;
        return vehicleId === happening.vehicleId && from <= (endedAt ?? from) && (to === null || to > startedAt);
      })
      .map(({ from, to }) => ({
        ...happening,
        startedAt: Math.max(happening.startedAt, from),
        endedAt: to === null ? happening.endedAt : Math.min(happening.endedAt ?? to, to),
      })),
  );
}
