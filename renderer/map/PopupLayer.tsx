import { useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Marker } from 'mapbox-gl';
import { mapboxgl } from './mapLibrary';
import { useMap } from './MapView';

/** Something of React's that stands at a place of the map and moves with it. WGS-84. */
export function PopupLayer({
  longitude,
  latitude,
  children,
}: {
  longitude: number;
  latitude: number;
  children: ReactNode;
}): ReactNode {
  const { map, datum } = useMap();
  const [marker, setMarker] = useState<Marker | null>(null);

  useEffect(() => {
    const made = new mapboxgl.Marker({ element: document.createElement('div'), anchor: 'top' });
    setMarker(made);
    return () => {
      made.remove();
      setMarker(null);
    };
  }, [map]);

  useEffect(() => {
    marker?.setLngLat(datum.toMap([longitude, latitude])).addTo(map);
  }, [map, datum, marker, longitude, latitude]);

  return marker === null ? null : createPortal(children, marker.getElement());
}
