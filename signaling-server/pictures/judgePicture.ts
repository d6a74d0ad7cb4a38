import type { PictureChange, PictureMeasures } from './pictureMeasures';

/** A picture as dark as this, and as even, is black: a night street has its lamps. */
const BLACK_BRIGHTNESS = 16;
const BLACK_SPREAD = 8;
/** Something in front of the lens: an even or blurred grey, in which hardly a square shows anything. */
const COVERED_DETAIL = 0.03;
/** Two pictures that differ less than this are one: what is encoded anew differs by its rounding alone. */
const SAME_MEAN = 0.4;
const SAME_CHANGED = 0.001;
/** While the vehicle drives, even a picture that trembles a little is the same one. */
const SAME_MEAN_DRIVING = 1.2;
const SAME_CHANGED_DRIVING = 0.005;

export interface PictureVerdict {
  readonly isBlack: boolean;
  readonly isCovered: boolean;
  /** Never so of a black or covered one, which has its own name, nor of the first picture. */
  readonly isFrozen: boolean;
}

/** What is wrong with a picture, by itself and beside the one before (null for the first). At most one thing is. */
export function judgePicture(
  { brightness, spread, detail }: PictureMeasures,
  change: PictureChange | null,
  isDriving: boolean,
): PictureVerdict {
  const isBlack = brightness < BLACK_BRIGHTNESS && spread < BLACK_SPREAD;
  const isCovered = !isBlack && detail < COVERED_DETAIL;
  const mean = isDriving ? SAME_MEAN_DRIVING : SAME_MEAN;
  const changed = isDriving ? SAME_CHANGED_DRIVING : SAME_CHANGED;
  const isSame = change !== null && change.mean < mean && change.changed < changed;
  return { isBlack, isCovered, isFrozen: !isBlack && !isCovered && isSame };
}
