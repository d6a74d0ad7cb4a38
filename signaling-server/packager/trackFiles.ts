import type { PackagePlan } from './packagePlan';

type Track = PackagePlan['tracks'][number];

/** The way of one vehicle as GeoJSON (RFC 7946), WGS-84: a line, and a point for each fix with its time. */
export function geoJsonOf({ plate, positions }: Track): string {
  const coordinates = positions.map(({ longitude, latitude }) => [longitude, latitude]);
  const line = { type: 'Feature', properties: { plate }, geometry: { type: 'LineString', coordinates } };
  const points = positions.map(({ at, longitude, latitude, ...properties }) => ({
    type: 'Feature',
    properties: { plate, time: new Date(at).toISOString(), ...properties },
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features: [...(positions.length > 1 ? [line] : []), ...points] });
}

/** The same as GPX 1.1. */
export function gpxOf({ plate, positions }: Track): string {
  const points = positions.map(
    ({ at, longitude, latitude }) =>
      `<trkpt lat="${latitude}" lon="${longitude}"><time>${new Date(at).toISOString()}</time></trkpt>`,
  );
  const name = plate.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Zhiqin" xmlns="http://www.topografix.com/GPX/1/1">',
    `<trk><name>${name}</name><trkseg>`,
    ...points,
    '</trkseg></trk></gpx>',
  ].join('\n');
}
