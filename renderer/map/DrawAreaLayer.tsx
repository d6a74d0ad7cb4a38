import type { Polygon } from '@protocol';
import type { MapMouseEvent } from 'mapbox-gl';
import { useEffect, useRef } from 'react';
import { OutlineOverlay } from './OutlineOverlay';
import { useMap } from './MapView';

/** A click this near to the first corner closes the outline. */
const CLOSING_PX = 14;
const MOST_CORNERS = 200;
/** The second click of a double click is no corner of its own. */
const SAME_CORNER_PX = 4;

/**
 * While it is there, each click on the map adds a corner to an outline; a double click, or a click on the first
 * corner, ends it. `corners` is what has been drawn so far, WGS-84; the layer's owner keeps it.
 */
export function DrawAreaLayer({
  corners,
  onCorners,
  onDone,
}: {
  corners: Polygon;
  onCorners: (corners: Polygon) => void;
  onDone: (area: Polygon) => void;
}): null {
  const { map, datum } = useMap();
  const overlay = useRef<OutlineOverlay | null>(null);
  const newest = useRef({ corners, onCorners, onDone });

  useEffect(() => {
    const made = new OutlineOverlay(map, datum);
    overlay.current = made;
    const canvas = map.getCanvas();

    const finish = (): void => {
      const { corners: drawn, onDone: done } = newest.current;
      if (drawn.length >= 3) done(drawn);
    };
    const clicked = ({ point, lngLat }: MapMouseEvent): void => {
      const { corners: drawn, onCorners: tell } = newest.current;
      const pixelsTo = (corner: Polygon[number] | undefined): number => {
        if (corner === undefined) return Number.POSITIVE_INFINITY;
        const { x, y } = map.project(datum.toMap([corner.longitude, corner.latitude]));
        return Math.hypot(x - point.x, y - point.y);
      };
      if (drawn.length >= 3 && pixelsTo(drawn[0]) <= CLOSING_PX) {
        finish();
        return;
      }
      if (drawn.length >= MOST_CORNERS || pixelsTo(drawn.at(-1)) <= SAME_CORNER_PX) return;
      const [longitude, latitude] = datum.toStored([lngLat.lng, lngLat.lat]);
      tell([...drawn, { longitude, latitude }]);
    };

    map.doubleClickZoom.disable();
    canvas.classList.add('map-drawing');
    map.on('click', clicked);
    map.on('dblclick', finish);
    return () => {
      map.doubleClickZoom.enable();
      canvas.classList.remove('map-drawing');
      map.off('click', clicked);
      map.off('dblclick', finish);
      made.close();
      overlay.current = null;
    };
  }, [map, datum]);

  useEffect(() => {
    newest.current = { corners, onCorners, onDone };
    overlay.current?.show([{ id: 'drawing', points: corners, label: null, look: 'drawing' }]);
  }, [corners, onCorners, onDone]);
  return null;
}
