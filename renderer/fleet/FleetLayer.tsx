import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useAlarmMarks } from '../alarms/alarmMarks';
import { VehicleLayer } from '../map/VehicleLayer';
import { boundsOf, type VehicleMarker } from '../map/VehicleOverlay';
import { useMap } from '../map/MapView';
import { afterPictures } from '../media/awaitedPictures';
import { useOrders } from '../orders/ordersStore';
import { useVoice } from '../voice/voiceStore';
import { useFleet } from './fleetStore';
import { chooseVehicle, useSelection } from './selectionStore';
import { conditionLooks, conditionOf, openOrdersByVehicle, speakingVehicles } from './vehicleCondition';
import { carryVehicle } from './vehicleDrag';

/** Room for the plates on the right of the symbols and for the buttons over the map. */
const FIT_PADDING_PX = { top: 70, bottom: 70, left: 70, right: 230 };
const FIT_ZOOM = 13;
const GO_TO_ZOOM = 12;

/** The fleet on the map: the store's vehicles as markers. */
export function FleetLayer({ mayChoose, mayCarry }: { mayChoose: boolean; mayCarry: boolean }): ReactNode {
  const { map, datum } = useMap();
  const vehicles = useFleet((state) => state.vehicles);
  const positions = useFleet((state) => state.positions);
  const groups = useVoice((state) => state.groups);
  const orders = useOrders((state) => state.orders);
  const marks = useAlarmMarks();
  const { vehicleId: chosenId, showOnMap } = useSelection();
  const speaking = useMemo(() => speakingVehicles(groups.values()), [groups]);
  const openOrders = useMemo(() => openOrdersByVehicle(orders.values()), [orders]);

  const markers = useMemo<readonly VehicleMarker[]>(
    () =>
      [...vehicles.values()].flatMap((vehicle) => {
        const position = positions.get(vehicle.id);
        if (position === undefined) return [];
        const isSpeaking = speaking.has(vehicle.id);
        const condition = conditionOf(vehicle, isSpeaking, openOrders.get(vehicle.id) ?? null);
        return [
          {
            id: vehicle.id,
            plate: vehicle.plate,
            colour: conditionLooks[condition].colour,
            isHollow: condition === 'offline' || condition === 'off-duty',
            isChosen: vehicle.id === chosenId,
            isSpeaking,
            alarm: marks.get(vehicle.id) ?? null,
            longitude: position.longitude,
            latitude: position.latitude,
            heading: position.heading,
          },
        ];
      }),
    [vehicles, positions, speaking, openOrders, chosenId, marks],
  );

  // Once, when the first fixes are there: the whole fleet in sight, unless somebody has moved the map already.
  const isFitted = useRef(false);
  useEffect(() => {
    if (isFitted.current || markers.length === 0) return;
    isFitted.current = true;
    showAll(map, datum, markers);
  }, [map, datum, markers]);

  useEffect(() => {
    const position = chosenId === null ? undefined : useFleet.getState().positions.get(chosenId);
    if (showOnMap === 0 || position === undefined) return;
    const target = datum.toMap([position.longitude, position.latitude]);
    // A vehicle that is well in sight is not brought anywhere.
    const point = map.project(target);
    const { clientWidth, clientHeight } = map.getContainer();
    const isInSight = point.x > 80 && point.y > 80 && point.x < clientWidth - 160 && point.y < clientHeight - 80;
    if (isInSight) return;
    // At once and not by a flight: each step of that is a whole map to draw, while somebody waits for a picture.
    return afterPictures(() => map.jumpTo({ center: target, zoom: Math.max(map.getZoom(), GO_TO_ZOOM) }));
  }, [map, datum, chosenId, showOnMap]);

  return (
    <VehicleLayer
      markers={markers}
      onChoose={mayChoose ? chooseOnMap : null}
      onCarry={mayCarry ? carryVehicle : null}
    />
  );
}

/** Brings vehicles into sight together. */
export function showAll(
  map: ReturnType<typeof useMap>['map'],
  datum: ReturnType<typeof useMap>['datum'],
  places: readonly { longitude: number; latitude: number }[],
): void {
  const bounds = boundsOf(
    datum,
    places.map(({ longitude, latitude }) => [longitude, latitude] as const),
  );
  if (bounds !== null) map.fitBounds(bounds, { padding: FIT_PADDING_PX, maxZoom: FIT_ZOOM, duration: 400 });
}

const chooseOnMap = (vehicleId: string): void => chooseVehicle(vehicleId);
