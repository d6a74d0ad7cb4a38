/** Known to this page's own places alone, so that nothing dragged in from outside is taken for a vehicle. */
const VEHICLE_DRAG_TYPE = 'application/x-zhiqin-vehicle';

/** A vehicle begins to be dragged, from the list or from the map, to wherever a vehicle is taken. */
export function carryVehicle(vehicleId: string, data: DataTransfer): void {
  data.setData(VEHICLE_DRAG_TYPE, vehicleId);
  data.effectAllowed = 'copy';
}

/** The vehicle that was dropped; null where something else was. */
export function carriedVehicle(data: DataTransfer): string | null {
  const vehicleId = data.getData(VEHICLE_DRAG_TYPE);
  return vehicleId === '' ? null : vehicleId;
}
