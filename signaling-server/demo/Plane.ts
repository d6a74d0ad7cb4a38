/** Degrees in WGS-84. */
export interface Ground {
  readonly longitude: number;
  readonly latitude: number;
}

/** Metres east and north of a plane's origin. */
export interface Metres {
  readonly east: number;
  readonly north: number;
}

const METRES_PER_DEGREE = 111_320;

/** The neighbourhood of a point as a flat plane: exact to a metre within a city. */
export class Plane {
  readonly #eastPerDegree: number;

  constructor(readonly origin: Ground) {
    this.#eastPerDegree = METRES_PER_DEGREE * Math.cos((origin.latitude * Math.PI) / 180);
  }

  toMetres({ longitude, latitude }: Ground): Metres {
    return {
      east: (longitude - this.origin.longitude) * this.#eastPerDegree,
      north: (latitude - this.origin.latitude) * METRES_PER_DEGREE,
    };
  }

  toGround({ east, north }: Metres): Ground {
    return {
      longitude: this.origin.longitude + east / this.#eastPerDegree,
      latitude: this.origin.latitude + north / METRES_PER_DEGREE,
    };
  }
}

export function metresBetween(first: Metres, second: Metres): number {
  return Math.hypot(second.east - first.east, second.north - first.north);
}

/** Degrees clockwise from north. */
export function headingFrom(first: Metres, second: Metres): number {
  const degrees = (Math.atan2(second.east - first.east, second.north - first.north) * 180) / Math.PI;
  return (degrees + 360) % 360;
}
