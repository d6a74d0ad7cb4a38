import type { CoverageOfTrack, LedgerVehicle } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';

interface CoverageState {
  /** Midnight that begins the day, by this desk's clock. */
  readonly day: number;
  /** The vehicles that belonged to places of ours on that day, wherever they are now; null while they are asked for. */
  readonly vehicles: readonly LedgerVehicle[] | null;
  readonly byVehicle: ReadonlyMap<string, readonly CoverageOfTrack[]>;
  readonly error: unknown;
}

const DAY_MS = 86_400_000;

export const useCoverage = create<CoverageState>(() => ({ day: 0, vehicles: null, byVehicle: new Map(), error: null }));

let loadings = 0;

/** The end of a day, which is not 24 hours later where clocks are set. */
export function endOfDay(day: number): number {
  return new Date(day + DAY_MS + DAY_MS / 2).setHours(0, 0, 0, 0);
}

/** Loads a day of vehicles one after the other, so that a large fleet never crowds out an order. */
export async function loadCoverage(day: number): Promise<void> {
  const loading = (loadings += 1);
  const isOther = useCoverage.getState().day !== day;
  const span = { from: day, to: endOfDay(day) };
  useCoverage.setState({ day, error: null, ...(isOther ? { vehicles: null, byVehicle: new Map() } : {}) });
  try {
    const { vehicles } = await request('recording:vehicles', span);
    if (loading !== loadings) return;
    useCoverage.setState({ vehicles });
    for (const { id } of vehicles) {
      const { tracks } = await request('recording:coverage', { vehicleId: id, ...span });
      if (loading !== loadings) return;
      useCoverage.setState(({ byVehicle }) => ({ byVehicle: new Map(byVehicle).set(id, tracks) }));
    }
  } catch (error) {
    if (loading === loadings) useCoverage.setState({ error });
  }
}
