import { useEffect } from 'react';
import { useMap } from './MapView';

/** Nearer than this an offline map of district outlines shows nothing to tell a place by. */
const ZOOM = 12;

/** Brings a place into the middle of the map, whenever it is another one. WGS-84. */
export function ShowPlaceLayer({ longitude, latitude }: { longitude: number; latitude: number }): null {
  const { map, datum } = useMap();
  useEffect(() => {
    map.jumpTo({ center: datum.toMap([longitude, latitude]), zoom: ZOOM });
  }, [map, datum, longitude, latitude]);
  return null;
}
