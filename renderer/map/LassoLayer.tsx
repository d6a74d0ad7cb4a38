import type { Polygon } from '@protocol';
import { useEffect } from 'react';
import { OutlineOverlay } from './OutlineOverlay';
import { useMap } from './MapView';

/** A point nearer than this to the last one says nothing new. */
const STEP_PX = 6;
const MOST_POINTS = 200;

/** While it is there, dragging on the map draws a loop instead of moving the map. WGS-84. */
export function LassoLayer({ onLoop }: { onLoop: (loop: Polygon) => void }): null {
  const { map, datum } = useMap();
  useEffect(() => {
    const overlay = new OutlineOverlay(map, datum);
    const ground = map.getCanvasContainer();
    let drawn: { x: number; y: number }[] | null = null;

    const pointOf = ({ clientX, clientY }: PointerEvent): { x: number; y: number } => {
      const { left, top } = ground.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const stored = (): Polygon =>
      (drawn ?? []).map(({ x, y }) => {
        const { lng, lat } = map.unproject([x, y]);
        const [longitude, latitude] = datum.toStored([lng, lat]);
        return { longitude, latitude };
      });
    const show = (): void => overlay.show([{ id: 'lasso', points: stored(), label: null, look: 'drawing' }]);

    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      ground.setPointerCapture(event.pointerId);
      drawn = [pointOf(event)];
    };
    const move = (event: PointerEvent): void => {
      const last = drawn?.at(-1);
      if (drawn === null || last === undefined || drawn.length >= MOST_POINTS) return;
      const point = pointOf(event);
      if (Math.hypot(point.x - last.x, point.y - last.y) < STEP_PX) return;
      drawn.push(point);
      show();
    };
    const up = (): void => {
      const loop = stored();
      drawn = null;
      overlay.show([]);
      if (loop.length >= 3) onLoop(loop);
    };
    const forget = (): void => {
      drawn = null;
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
  }, [map, datum, onLoop]);
  return null;
}
