import type { MapMouseEvent } from 'mapbox-gl';
import { useEffect } from 'react';
import { useMap } from './MapView';

/** While it is there, a click on the map names a place. WGS-84. */
export function PickPlaceLayer({ onPick }: { onPick: (longitude: number, latitude: number) => void }): null {
  const { map, datum } = useMap();
  useEffect(() => {
    const picked = ({ lngLat }: MapMouseEvent): void => onPick(...datum.toStored([lngLat.lng, lngLat.lat]));
    const canvas = map.getCanvas();
    canvas.style.cursor = 'crosshair';
    map.on('click', picked);
    return () => {
      canvas.style.cursor = '';
      map.off('click', picked);
    };
  }, [map, datum, onPick]);
  return null;
}
