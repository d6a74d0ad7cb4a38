import { useEffect } from 'react';
import { circleOutline } from './circleOutline';
import { metresBetween, type Point } from './distance';
import { dragToDraw, type Pixel } from './dragToDraw';
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
    let begun: Pixel | null = null;

    const placeAt = ({ x, y }: Pixel): Point => {
      const { lng, lat } = map.unproject([x, y]);
      const [longitude, latitude] = datum.toStored([lng, lat]);
      return { longitude, latitude };
    };
    /** Of the circle that is being drawn; null as long as the hand has hardly moved. */
    const radiusTo = ({ x, y }: Pixel): number | null => {
      if (begun === null || Math.hypot(x - begun.x, y - begun.y) < DRAWN_FROM_PX) return null;
      const metres = Math.round(metresBetween(placeAt(begun), placeAt({ x, y })));
      return Math.min(LARGEST_METRES, Math.max(SMALLEST_METRES, metres));
    };
    const forget = (): void => {
      begun = null;
      overlay.show([]);
    };
    const release = dragToDraw(map, {
      begun: (at) => (begun = at),
      moved: (to) => {
        const radius = radiusTo(to);
        if (begun === null || radius === null) return;
        const points = circleOutline(placeAt(begun), radius);
        overlay.show([{ id: 'place', points, label: `${radius} m`, look: 'drawing' }]);
      },
      ended: (at) => {
        if (begun === null) return;
        const place = placeAt(begun);
        const radius = radiusTo(at);
        forget();
        onPick(place, radius);
      },
      cancelled: forget,
    });
    return () => {
      release();
      overlay.close();
    };
  }, [map, datum, onPick]);
  return null;
}
