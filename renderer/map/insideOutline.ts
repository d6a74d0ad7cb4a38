import type { Polygon } from '@protocol';

/** Whether a place lies in an outline, by how often a line to the east crosses its border. Degrees of one datum. */
export function insideOutline(
  { longitude, latitude }: { readonly longitude: number; readonly latitude: number },
  outline: Polygon,
): boolean {
  let isInside = false;
  outline.forEach((corner, index) => {
    const before = outline.at(index - 1) ?? corner;
    const crosses = corner.latitude > latitude !== before.latitude > latitude;
    if (!crosses) return;
    const part = (latitude - corner.latitude) / (before.latitude - corner.latitude);
    if (longitude < corner.longitude + part * (before.longitude - corner.longitude)) isInside = !isInside;
  });
  return isInside;
}
