import { useEffect } from 'react';
import { circleOutline } from './circleOutline';
import { metresBetween, type Point } from './distance';
import { OutlineOverlay } from './OutlineOverlay';
import { useMap } from './MapView';

/** A hand that moves less than this has clicked. */
const DRAWN_FROM_PX = 8;
const SMALLEST_METRES = 10;
const LARGEST_METRES = 5_000;

/**
 * While it is there, a click on the map names a place, and dragging draws it as a circle around where the drag began.
 * WGS-84 and metres; null where no circle was drawn.
 */
export function PickPlaceLayer({ onPick }: { onPick: (place: Point, radiusMetres: number | null) => void }): null {
  const { map, datum } = useMap();
  useEffect(() => {
    const overlay = new OutlineOverlay(map, datum);
    const ground = map.getCanvasContainer();
    let begun: { readonly x: number; readonly y: number } | null = null;

    const pixelOf = ({ clientX, clientY }: PointerEvent): { x: number; y: number } => {
      const { left, top } = ground.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const placeAt = ({ x, y }: { x: number; y: number }): Point => {
      const { lng, lat } = map.unproject([x, y]);
      const [longitude, latitude] = datum.toStored([lng, lat]);
      return { longitude, latitude };
    };
    /** Of the circle that is being drawn; null as long as the hand has hardly moved. */
    const radiusTo = (event: PointerEvent): number | null => {
      const { x, y } = pixelOf(event);
      if (begun === null || Math.hypot(x - begun.x, y - begun.y) < DRAWN_FROM_PX) return null;
      const metres = Math.round(metresBetween(placeAt(begun), placeAt({ x, y })));
      return Math.min(LARGEST_METRES, Math.max(SMALLEST_METRES, metres));
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      ground.setPointerCapture(event.pointerId);
      begun = pixelOf(event);
    };
    const move = (event: PointerEvent): void => {
      const radius = radiusTo(event);
      if (begun === null || radius === null) return;
      const points = circleOutline(placeAt(begun), radius);
      overlay.show([{ id: 'place', points, label: `${radius} m`, look: 'drawing' }]);
    };
    const up = (event: PointerEvent): void => {
      if (begun === null) return;
      const place = placeAt(begun);
      const radius = radiusTo(event);
      forget();
      onPick(place, radius);
    };
    const forget = (): void => {
      begun = null;
      overlay.show([]);
    };

    map.dragPan.disable();
    map.getCanvas().classList.add('map-drawing');
    ground.addEventListener('pointerdown', down);
    ground.addEventListener('pointermove', move);
    ground.addEventListener('pointerup', up);
    ground.addEventListener('pointercancel', forget);
    return () => {
      map.dragPan.enable();
      map.getCanvas().classList.remove('map-drawing');
      ground.removeEventListener('pointerdown', down);
      ground.removeEventListener('pointermove', move);
      ground.removeEventListener('pointerup', up);
      ground.removeEventListener('pointercancel', forget);
      overlay.close();
    };
  }, [map, datum, onPick]);
  return null;
}
