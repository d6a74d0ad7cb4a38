import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { VehicleOverlay, type DrawnVehicle, type VehicleMarker } from './VehicleOverlay';
import { useMap } from './MapView';

const TOLD_EVERY_MS = 1_000;

/** What is drawn at the moment, once a second, for screen readers and for tests. */
export const useDrawnVehicles = create<{ readonly vehicles: readonly DrawnVehicle[] }>(() => ({ vehicles: [] }));

/** Vehicles with heading, state and plate, driving smoothly from fix to fix. A click on one chooses it, a drag carries it off. */
export function VehicleLayer({
  markers,
  onChoose,
  onCarry,
}: {
  markers: readonly VehicleMarker[];
  /** Null while a click means something else. */
  onChoose: ((vehicleId: string) => void) | null;
  /** A vehicle begins to be dragged off the map. Null while it could be dropped nowhere: the map is moved then. */
  onCarry: ((vehicleId: string, data: DataTransfer) => void) | null;
}): null {
  const { map, datum } = useMap();
  const overlay = useRef<VehicleOverlay | null>(null);
  const choose = useRef(onChoose);
  const carry = useRef(onCarry);
  const newestMarkers = useRef(markers);

  useEffect(() => {
    choose.current = onChoose;
    carry.current = onCarry;
  }, [onChoose, onCarry]);

  useEffect(() => {
    const made = new VehicleOverlay(map, datum, {
      mayChoose: () => choose.current !== null,
      choose: (vehicleId) => choose.current?.(vehicleId),
      mayCarry: () => carry.current !== null,
      carry: (vehicleId, data) => carry.current?.(vehicleId, data),
    });
    overlay.current = made;
    made.setMarkers(newestMarkers.current);
    const timer = setInterval(() => useDrawnVehicles.setState({ vehicles: made.drawn() }), TOLD_EVERY_MS);
    return () => {
      clearInterval(timer);
      useDrawnVehicles.setState({ vehicles: [] });
      made.close();
      overlay.current = null;
    };
  }, [map, datum]);

  useEffect(() => {
    newestMarkers.current = markers;
    overlay.current?.setMarkers(markers);
  }, [markers]);
  return null;
}
