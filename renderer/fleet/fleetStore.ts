import type { Place, Position, Vehicle } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { mergeByRevision, replaceByRevision } from '../wire/mergeByRevision';
import { on, onReady, request } from '../wire/pageConnection';
import { newestPositions, type Move } from './newestPositions';

interface FleetState {
  readonly loaded: boolean;
  readonly places: readonly Place[];
  readonly vehicles: ReadonlyMap<string, Vehicle>;
  /** The newest fix of each vehicle; apart from the vehicles, because it changes every second. */
  readonly positions: ReadonlyMap<string, Position>;
}

export const useFleet = create<FleetState>(() => ({
  loaded: false,
  places: [],
  vehicles: new Map(),
  positions: new Map(),
}));

/** Keeps the store to what the server says. Called once by a page that shows the fleet. */
export function followFleet(): void {
  onReady(() => {
    if (!holdsPermission('fleet.view')) return;
    request('fleet:list', {}).then(
      ({ places, vehicles }) =>
        useFleet.setState((before) => ({
          loaded: true,
          places,
          vehicles: replaceByRevision(before.vehicles, vehicles),
          positions: newestPositions(before.positions, vehicles.flatMap(moveOf)),
        })),
      (error: unknown) => console.error('the fleet could not be loaded', error),
    );
  });
  on('fleet:changed', (changed) =>
    useFleet.setState((before) => ({
      vehicles: mergeByRevision(before.vehicles, [changed]),
      positions: newestPositions(before.positions, moveOf(changed)),
    })),
  );
  on('fleet:moved', (moves) =>
    useFleet.setState((before) => ({ positions: newestPositions(before.positions, moves) })),
  );
}

const moveOf = ({ id, position }: Vehicle): Move[] => (position === null ? [] : [{ vehicleId: id, position }]);

export const useVehicle = (vehicleId: string | null): Vehicle | null =>
  useFleet(({ vehicles }) => (vehicleId === null ? null : (vehicles.get(vehicleId) ?? null)));

export const usePosition = (vehicleId: string | null): Position | null =>
  useFleet(({ positions }) => (vehicleId === null ? null : (positions.get(vehicleId) ?? null)));
