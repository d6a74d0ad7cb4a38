const EARTH_RADIUS_METRES = 6_371_000;

/** Metres as the crow flies, on a sphere (haversine). */
export function metresBetween(
  one: { readonly longitude: number; readonly latitude: number },
  other: { readonly longitude: number; readonly latitude: number },
): number {
  const radians = Math.PI / 180;
  const latitudes = Math.sin(((other.latitude - one.latitude) * radians) / 2) ** 2;
  const longitudes = Math.sin(((other.longitude - one.longitude) * radians) / 2) ** 2;
  const square = latitudes + Math.cos(one.latitude * radians) * Math.cos(other.latitude * radians) * longitudes;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(square)));
}
