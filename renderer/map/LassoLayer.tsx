import type { Polygon } from '@protocol';
import { useEffect } from 'react';
import { dragToDraw, type Pixel } from './dragToDraw';
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
    let drawn: Pixel[] | null = null;

    const stored = (): Polygon =>
      (drawn ?? []).map(({ x, y }) => {
        const { lng, lat } = map.unproject([x, y]);
        const [longitude, latitude] = datum.toStored([lng, lat]);
        return { longitude, latitude };
      });
    const forget = (): void => {
      drawn = null;
      overlay.show([]);
    };
    const release = dragToDraw(map, {
      begun: (at) => (drawn = [at]),
      moved: (to) => {
        const last = drawn?.at(-1);
        if (drawn === null || last === undefined || drawn.length >= MOST_POINTS) return;
        if (Math.hypot(to.x - last.x, to.y - last.y) < STEP_PX) return;
        drawn.push(to);
        overlay.show([{ id: 'lasso', points: stored(), label: null, look: 'drawing' }]);
      },
      ended: () => {
        const loop = stored();
        forget();
        if (loop.length >= 3) onLoop(loop);
      },
      cancelled: forget,
    });
    return () => {
      release();
      overlay.close();
    };
  }, [map, datum, onLoop]);
  return null;
}
