import type { Colour, Point, YuvCanvas } from './YuvCanvas';

const NEAREST_METRES = 2.2;

/** Where the camera is looking from, beside its straight way down the road. */
interface Sway {
  /** Pixels up and down. */
  readonly bob: number;
  /** Metres right of the road's middle. */
  readonly aside: number;
  /** Pixels to the side. */
  readonly yaw: number;
}

/** A dashboard camera: metres of the street (x right, y up, z ahead) to pixels of a canvas. */
export class Lens {
  /** Of the picture's height, from its top. */
  static readonly HORIZON = 0.44;
  static readonly HEIGHT_METRES = 1.9;
  readonly bob: number;
  readonly #focal: number;
  readonly #horizon: number;
  readonly #middle: number;
  readonly #aside: number;

  constructor(
    readonly canvas: YuvCanvas,
    sway: Sway,
  ) {
    this.bob = sway.bob;
    this.#focal = canvas.width * 0.68;
    this.#horizon = canvas.height * Lens.HORIZON + sway.bob;
    this.#middle = canvas.width / 2 + sway.yaw;
    this.#aside = sway.aside;
  }

  /** Pixels that a metre takes at a distance. */
  scale(z: number): number {
    return this.#focal / Math.max(NEAREST_METRES, z);
  }

  point(x: number, y: number, z: number): Point {
    const scale = this.scale(z);
    return [this.#middle + (x - this.#aside) * scale, this.#horizon - (y - Lens.HEIGHT_METRES) * scale];
  }

  /** A piece of the ground, or of a roof `level` metres above it; what lies behind the camera is cut off. */
  ground(left: number, right: number, near: number, far: number, fill: Colour, level = 0): void {
    if (far <= NEAREST_METRES) return;
    const from = Math.max(near, NEAREST_METRES);
    const [nearLeft, nearRight] = [this.point(left, level, from), this.point(right, level, from)];
    this.canvas.convex([nearLeft, nearRight, this.point(right, level, far), this.point(left, level, far)], fill);
  }

  /** An upright piece along the road, such as a wall or a window in it. */
  wall(x: number, bottom: number, top: number, near: number, far: number, fill: Colour): void {
    if (far <= NEAREST_METRES) return;
    const from = Math.max(near, NEAREST_METRES);
    this.canvas.convex(
      [this.point(x, bottom, from), this.point(x, top, from), this.point(x, top, far), this.point(x, bottom, far)],
      fill,
    );
  }

  /** An upright piece across the road, facing the camera. */
  facing(left: number, right: number, bottom: number, top: number, z: number, fill: Colour): void {
    if (z <= NEAREST_METRES) return;
    const [x0, y0] = this.point(left, top, z);
    const [x1, y1] = this.point(right, bottom, z);
    this.canvas.rectangle(x0, y0, x1, y1, fill);
  }

  ball(x: number, y: number, z: number, radiusX: number, radiusY: number, fill: Colour): void {
    if (z <= NEAREST_METRES) return;
    const [px, py] = this.point(x, y, z);
    const scale = this.scale(z);
    this.canvas.ellipse(px, py, radiusX * scale, radiusY * scale, fill);
  }
}
