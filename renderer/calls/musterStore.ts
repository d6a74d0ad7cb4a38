import type { Polygon } from '@protocol';
import { create } from 'zustand';
import { useFleet } from '../fleet/fleetStore';
import { insideOutline } from '../map/insideOutline';

/** Vehicles gathered by a lasso or one by one, to be spoken to or ordered together. This dispatcher's own. */
interface Muster {
  readonly vehicleIds: readonly string[];
  readonly tool: 'lasso' | 'area' | null;
  /** Corners of the area being drawn; it is finished where `isAreaDone` says so. */
  readonly corners: Polygon;
  readonly isAreaDone: boolean;
}

const nothing: Muster = { vehicleIds: [], tool: null, corners: [], isAreaDone: false };

export const useMuster = create<Muster>(() => nothing);

/** Takes up a tool of the map, or puts it down where it is in hand already. */
export function takeTool(tool: 'lasso' | 'area'): void {
  useMuster.setState((before) => ({
    ...nothing,
    vehicleIds: before.vehicleIds,
    tool: before.tool === tool ? null : tool,
  }));
}

export function putDownTool(): void {
  useMuster.setState({ tool: null, corners: [], isAreaDone: false });
}

export function changeCorners(corners: Polygon): void {
  useMuster.setState({ corners });
}

export function finishArea(corners: Polygon): void {
  useMuster.setState({ corners, isAreaDone: true });
}

/** Gathers what lies in a loop now. */
export function gatherWithin(loop: Polygon): void {
  const { vehicles, positions } = useFleet.getState();
  const vehicleIds = [...vehicles.keys()].filter((id) => {
    const position = positions.get(id);
    return position !== undefined && insideOutline(position, loop);
  });
  useMuster.setState({ vehicleIds, tool: null });
}

/** Adds a vehicle, or takes it out again. */
export function toggleMember(vehicleId: string): void {
  useMuster.setState(({ vehicleIds }) => ({
    vehicleIds: vehicleIds.includes(vehicleId)
      ? vehicleIds.filter((id) => id !== vehicleId)
      : [...vehicleIds, vehicleId],
  }));
}

export function clearMuster(): void {
  useMuster.setState(nothing);
}
