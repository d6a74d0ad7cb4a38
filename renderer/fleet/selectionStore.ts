import { create } from 'zustand';

/** What this dispatcher has chosen; his own, so the server is not asked. */
interface Selection {
  readonly vehicleId: string | null;
  /** Counts up when a vehicle is chosen in a list, so that the map goes there and not when it was clicked on the map. */
  readonly showOnMap: number;
}

export const useSelection = create<Selection>(() => ({ vehicleId: null, showOnMap: 0 }));

export function chooseVehicle(vehicleId: string | null, showOnMap = false): void {
  useSelection.setState((before) => ({ vehicleId, showOnMap: before.showOnMap + (showOnMap ? 1 : 0) }));
}
