import type { Point } from '../map/distance';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Degrees from north, clockwise, 0 to 360: which way to set off as the crow flies. */
export function orderBearing(from: Point, to: Point): number {
  const longitude = radians(to.longitude - from.longitude);
  const y = Math.sin(longitude) * Math.cos(radians(to.latitude));
  const x =
    Math.cos(radians(from.latitude)) * Math.sin(radians(to.latitude)) -
    Math.sin(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.cos(longitude);
  return (Math.round((Math.atan2(y, x) * 180) / Math.PI) + 360) % 360;
}
