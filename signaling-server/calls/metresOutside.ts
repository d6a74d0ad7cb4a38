import type { Polygon } from '@protocol';

const METRES_PER_DEGREE = 111_320;
const RADIANS_PER_DEGREE = Math.PI / 180;

interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/**
 * How far a place lies outside an outline, in metres; 0 inside it and on its border. Good to a part in a thousand for
 * places within some tens of kilometres of the outline, which is what it is asked for; an outline across the
 * antimeridian is not understood.
 */
export function metresOutside(outline: Polygon, place: Place): number {
  if (contains(outline, place)) return 0;
  const metresEast = METRES_PER_DEGREE * Math.cos(place.latitude * RADIANS_PER_DEGREE);
  const corners = outline.map(({ longitude, latitude }) => ({
    x: (longitude - place.longitude) * metresEast,
    y: (latitude - place.latitude) * METRES_PER_DEGREE,
  }));
  return Math.min(...corners.map((corner, index) => metresToSide(corners.at(index - 1) ?? corner, corner)));
}

/** True where an outline encloses no ground, such as one whose corners all stand on one line. */
export function enclosesNothing(outline: Polygon): boolean {
  const doubledArea = outline.reduce((sum, { longitude, latitude }, index) => {
    const before = outline.at(index - 1) ?? { longitude, latitude };
    return sum + before.longitude * latitude - longitude * before.latitude;
  }, 0);
  return Math.abs(doubledArea) < SMALLEST_DOUBLED_AREA;
}

/** Square degrees: about 25 square metres at the equator. */
const SMALLEST_DOUBLED_AREA = 4e-9;

/** By how often a line to the east crosses the border. */
function contains(outline: Polygon, { longitude, latitude }: Place): boolean {
  let isInside = false;
  outline.forEach((corner, index) => {
    const before = outline.at(index - 1) ?? corner;
    if (corner.latitude > latitude === before.latitude > latitude) return;
    const part = (latitude - corner.latitude) / (before.latitude - corner.latitude);
    if (longitude < corner.longitude + part * (before.longitude - corner.longitude)) isInside = !isInside;
  });
  return isInside;
}

/** The distance of the origin from the line between two corners. */
function metresToSide(from: { x: number; y: number }, to: { x: number; y: number }): number {
  const [alongX, alongY] = [to.x - from.x, to.y - from.y];
  const squared = alongX * alongX + alongY * alongY;
  const part = squared === 0 ? 0 : Math.min(1, Math.max(0, -(from.x * alongX + from.y * alongY) / squared));
  return Math.hypot(from.x + part * alongX, from.y + part * alongY);
}
