import type { Polygon } from '@protocol';
import type { Point } from './distance';

const CORNERS = 48;
const METRES_A_DEGREE = 111_320;

/** The outline of a circle on the ground, for a map to draw. WGS-84. */
export function circleOutline({ longitude, latitude }: Point, radiusMetres: number): Polygon {
  const north = radiusMetres / METRES_A_DEGREE;
  const east = north / Math.cos((latitude * Math.PI) / 180);
  return Array.from({ length: CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / CORNERS;
    return { longitude: longitude + east * Math.sin(angle), latitude: latitude + north * Math.cos(angle) };
  });
}
