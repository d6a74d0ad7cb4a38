import { useEffect } from 'react';
import { mapboxgl } from './mapLibrary';
import { useMap } from './MapView';

/** A place with a word beside it: where an order goes. The position is WGS-84. */
export function PlaceMarkerLayer({
  longitude,
  latitude,
  label,
}: {
  longitude: number;
  latitude: number;
  label: string;
}): null {
  const { map, datum } = useMap();
  useEffect(() => {
    const element = document.createElement('div');
    element.className = 'map-place';
    const words = document.createElement('span');
    words.textContent = label;
    element.append(words);
    const marker = new mapboxgl.Marker({ element, anchor: 'bottom' })
      .setLngLat(datum.toMap([longitude, latitude]))
      .addTo(map);
    return () => void marker.remove();
  }, [map, datum, longitude, latitude, label]);
  return null;
}
