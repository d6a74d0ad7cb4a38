/** Size of the small grey picture that is judged. Its points are single points of the camera's own, not averages, so that a sensor's noise is still there. */
export const LUMA_WIDTH = 160;
export const LUMA_HEIGHT = 90;

/** A picture is judged in squares of so many points a side. */
const SQUARE = 10;
/** A square whose brightness spreads more than this shows something: noise alone spreads less. */
const DETAIL_SPREAD = 7;
/** A point that differs by more than this has changed. */
const CHANGED_BY = 12;

/** What a small grey picture (0 black to 255 white, row by row) tells. */
export interface PictureMeasures {
  /** Mean brightness, 0 to 255. */
  readonly brightness: number;
  /** Standard deviation of the brightness over the whole picture. */
  readonly spread: number;
  /** Share of squares that show something, 0 to 1. */
  readonly detail: number;
}

/** How two pictures of one camera differ. */
export interface PictureChange {
  /** Mean difference of a point, 0 to 255. */
  readonly mean: number;
  /** Share of points that have changed, 0 to 1. */
  readonly changed: number;
}

export function measure(luma: Uint8Array): PictureMeasures {
  const { mean: brightness, spread } = momentsOf(luma);
  let detailed = 0;
  let squares = 0;
  for (let top = 0; top < LUMA_HEIGHT; top += SQUARE) {
    for (let left = 0; left < LUMA_WIDTH; left += SQUARE) {
      squares += 1;
      if (momentsOf(squareOf(luma, left, top)).spread > DETAIL_SPREAD) detailed += 1;
    }
  }
  return { brightness, spread, detail: detailed / squares };
}

export function compare(one: Uint8Array, other: Uint8Array): PictureChange {
  let sum = 0;
  let changed = 0;
  one.forEach((value, index) => {
    const difference = Math.abs(value - (other[index] ?? 0));
    sum += difference;
    if (difference > CHANGED_BY) changed += 1;
  });
  return { mean: sum / one.length, changed: changed / one.length };
}

function squareOf(luma: Uint8Array, left: number, top: number): number[] {
  const points: number[] = [];
  for (let row = top; row < top + SQUARE; row += 1) {
    const start = row * LUMA_WIDTH + left;
    points.push(...luma.subarray(start, start + SQUARE));
  }
  return points;
}

function momentsOf(points: ArrayLike<number>): { mean: number; spread: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < points.length; index += 1) {
    const value = points[index] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / points.length;
  return { mean, spread: Math.sqrt(Math.max(0, squares / points.length - mean * mean)) };
}
