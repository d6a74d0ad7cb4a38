import gcoord from 'gcoord';

/** Longitude and latitude in degrees. */
export type Coordinates = readonly [longitude: number, latitude: number];

/** Between the WGS-84 in which everything is stored and the datum in which the base map is drawn. */
export interface Datum {
  toMap(stored: Coordinates): [number, number];
  toStored(drawn: Coordinates): [number, number];
}

export const wgs84: Datum = {
  toMap: ([longitude, latitude]) => [longitude, latitude],
  toStored: ([longitude, latitude]) => [longitude, latitude],
};

/** For tiles of Chinese map services: positions are moved only for drawing. */
export const gcj02: Datum = {
  toMap: ([longitude, latitude]) => gcoord.transform([longitude, latitude], gcoord.WGS84, gcoord.GCJ02),
  toStored: ([longitude, latitude]) => gcoord.transform([longitude, latitude], gcoord.GCJ02, gcoord.WGS84),
};
