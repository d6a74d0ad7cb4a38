import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Marker } from 'mapbox-gl';
import { useEffect, useRef } from 'react';
import { colours } from '../ui/theme';
import { mapboxgl } from './mapLibrary';
import { useMap } from './MapView';
import './trackLayer.css';

/** A silence longer than this is drawn as a hole: nobody knows the way that was taken. */
const HOLE_MS = 60_000;
const FIT_PADDING_PX = 50;
/** Nearer than this an offline map of district outlines shows nothing to tell a place by. */
const CLOSEST_ZOOM = 12;

interface TrackPoint {
  /** Milliseconds since 1970, rising. */
  readonly at: number;
  readonly longitude: number;
  readonly latitude: number;
}

interface Props {
  /** Tells the tracks of one map apart. */
  readonly id: string;
  /** In the order of their times, WGS-84. */
  readonly positions: readonly TrackPoint[];
  /** Where the vehicle was at the moment that is shown; null where that is not known. */
  readonly place: { readonly longitude: number; readonly latitude: number; readonly heading: number | null } | null;
  readonly label: string;
}

/** The way a vehicle took, and the vehicle on it at one moment. The map moves to the track when it first appears. */
export function TrackLayer({ id, positions, place, label }: Props): null {
  const source = `track:${id}`;
  const line = `track-line:${id}`;
  const { map, datum } = useMap();
  const marker = useRef<Marker | null>(null);
  const wasFitted = useRef(false);

  useEffect(() => {
    map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({
      id: line,
      type: 'line',
      source,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': colours.select, 'line-width': 3, 'line-opacity': 0.8 },
    });
    return () => {
      // A map that has been removed has lost its layers with it.
      if (map.getLayer(line)) map.removeLayer(line);
      if (map.getSource(source)) map.removeSource(source);
    };
  }, [map, source, line]);

  useEffect(() => {
    const drawn = piecesOf(positions).map((piece) =>
      piece.map(({ longitude, latitude }) => datum.toMap([longitude, latitude])),
    );
    const data: FeatureCollection = {
      type: 'FeatureCollection',
      features: drawn
        .filter((piece) => piece.length > 1)
        .map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })),
    };
    // The source was added just above as GeoJSON; the library's types only know that it is a source.
    (map.getSource(source) as GeoJSONSource).setData(data);
    const [first, ...rest] = drawn.flat();
    if (first && !wasFitted.current) {
      wasFitted.current = true;
      const bounds = rest.reduce((box, point) => box.extend(point), new mapboxgl.LngLatBounds(first, first));
      map.fitBounds(bounds, { padding: FIT_PADDING_PX, maxZoom: CLOSEST_ZOOM, animate: false });
    }
  }, [map, datum, source, positions]);

  useEffect(() => {
    const element = document.createElement('div');
    element.className = 'track-vehicle';
    const words = document.createElement('span');
    words.textContent = label;
    element.append(document.createElement('i'), words);
    const made = new mapboxgl.Marker({ element, anchor: 'left', offset: [-12, 0] });
    marker.current = made;
    return () => {
      made.remove();
      marker.current = null;
    };
  }, [map, label]);

  useEffect(() => {
    const shown = marker.current;
    if (shown === null) return;
    if (place === null) {
      shown.remove();
      return;
    }
    shown.setLngLat(datum.toMap([place.longitude, place.latitude])).addTo(map);
    const element = shown.getElement();
    element.classList.toggle('without-heading', place.heading === null);
    element.querySelector('i')?.style.setProperty('transform', `rotate(${place.heading ?? 0}deg)`);
  }, [map, datum, place, label]);
  return null;
}

/** The track in pieces without a hole. */
function piecesOf(positions: readonly TrackPoint[]): TrackPoint[][] {
  const pieces: TrackPoint[][] = [];
  for (const position of positions) {
    const piece = pieces.at(-1);
    const last = piece?.at(-1);
    if (piece && last && position.at - last.at <= HOLE_MS) piece.push(position);
    else pieces.push([position]);
  }
  return pieces;
}
