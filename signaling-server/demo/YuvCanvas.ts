/** A colour as the encoder takes it: BT.601 limited range, so that no conversion stands between drawing and encoding. */
export interface Colour {
  readonly luma: number;
  readonly blue: number;
  readonly red: number;
}

/** From the usual `#rrggbb`. */
export function colour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return {
    luma: 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255,
    blue: 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255,
    red: 128 + (112 * r - 93.786 * g - 18.214 * b) / 255,
  };
}

/** `share` of `second` in `first`, 0 to 1. */
export function mix(first: Colour, second: Colour, share: number): Colour {
  return {
    luma: first.luma + (second.luma - first.luma) * share,
    blue: first.blue + (second.blue - first.blue) * share,
    red: first.red + (second.red - first.red) * share,
  };
}

/** A point of the picture, in pixels from its upper left corner. */
export type Point = readonly [x: number, y: number];

/**
 * One planar YUV 4:2:0 picture that flat shapes are drawn into. Every shape is filled by whole row spans, which the
 * engine does by memset: that is what makes a street in software cheap enough to be drawn at the first start.
 */
export class YuvCanvas {
  readonly frame: Uint8Array;
  readonly #luma: Uint8Array;
  readonly #blue: Uint8Array;
  readonly #red: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    const size = width * height;
    this.frame = new Uint8Array((size * 3) / 2);
    this.#luma = this.frame.subarray(0, size);
    this.#blue = this.frame.subarray(size, size + size / 4);
    this.#red = this.frame.subarray(size + size / 4);
  }

  /** Starts from another picture of the same size. */
  copyFrom(other: YuvCanvas): void {
    this.frame.set(other.frame);
  }

  /** Fills the pixels of row `y` from `left` to `right`, both cut at the picture's edges. */
  span(y: number, left: number, right: number, fill: Colour): void {
    const from = Math.max(0, Math.round(left));
    const to = Math.min(this.width, Math.round(right));
    if (y < 0 || y >= this.height || from >= to) return;
    this.#luma.fill(fill.luma, y * this.width + from, y * this.width + to);
    if ((y & 1) === 0) {
      const row = (y >> 1) * (this.width >> 1);
      const end = row + ((to + 1) >> 1);
      this.#blue.fill(fill.blue, row + (from >> 1), end);
      this.#red.fill(fill.red, row + (from >> 1), end);
    }
  }

  rectangle(left: number, top: number, right: number, bottom: number, fill: Colour): void {
    const last = Math.min(this.height, Math.round(bottom));
    for (let y = Math.max(0, Math.round(top)); y < last; y += 1) this.span(y, left, right, fill);
  }

  /** Fills a convex shape; its points go round in either direction. */
  convex(points: readonly Point[], fill: Colour): void {
    let top = Infinity;
    let bottom = -Infinity;
    for (const [, y] of points) {
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const first = Math.max(0, Math.ceil(top - 0.5));
    const last = Math.min(this.height - 1, Math.floor(bottom - 0.5));
    for (let y = first; y <= last; y += 1) {
      const middle = y + 0.5;
      let left = Infinity;
      let right = -Infinity;
      let [fromX, fromY] = points[points.length - 1] ?? [0, 0];
      for (const [toX, toY] of points) {
        if (fromY <= middle !== toY <= middle) {
          const x = fromX + ((middle - fromY) / (toY - fromY)) * (toX - fromX);
          if (x < left) left = x;
          if (x > right) right = x;
        }
        fromX = toX;
        fromY = toY;
      }
      if (left < right) this.span(y, left, right, fill);
    }
  }

  ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number, fill: Colour): void {
    const last = Math.min(this.height - 1, Math.floor(centreY + radiusY));
    for (let y = Math.max(0, Math.ceil(centreY - radiusY)); y <= last; y += 1) {
      const rise = (y - centreY) / radiusY;
      const reach = radiusX * Math.sqrt(Math.max(0, 1 - rise * rise));
      this.span(y, centreX - reach, centreX + reach, fill);
    }
  }
}
