import { headingFrom, metresBetween, type Metres } from './Plane';

/** Corners are cut this far before and after, so that a vehicle turns and does not jump. */
const CORNER_METRES = 14;

/** A line of streets, by the distance along it. Points may be added at its end and are dropped behind a vehicle. */
export class Way {
  readonly #points: Metres[];
  readonly #distances: number[];

  /** `start` is the distance that its first point has. */
  constructor(points: readonly Metres[], start = 0) {
    this.#points = [];
    this.#distances = [];
    for (const point of points) this.#append(point, start);
  }

  get end(): number {
    return this.#distances.at(-1) ?? 0;
  }

  add(point: Metres): void {
    this.#append(point, 0);
  }

  dropBefore(distance: number): void {
    while ((this.#distances[2] ?? Infinity) < distance - 100) {
      this.#points.shift();
      this.#distances.shift();
    }
  }

  /** The place on the line itself; before its start and after its end it is those. */
  pointAt(distance: number): Metres {
    let index = this.#distances.findIndex((reached) => reached >= distance);
    if (index === -1) index = this.#points.length - 1;
    const to = this.#points[index] ?? { east: 0, north: 0 };
    const from = this.#points[index - 1];
    const [reached = 0, before = 0] = [this.#distances[index], this.#distances[index - 1]];
    if (from === undefined || reached <= before) return to;
    const share = Math.min(1, Math.max(0, (distance - before) / (reached - before)));
    return { east: from.east + (to.east - from.east) * share, north: from.north + (to.north - from.north) * share };
  }

  /** Where a vehicle is that has driven this far, and where it heads: as on the line, with its corners rounded. */
  driveAt(distance: number): { place: Metres; heading: number } {
    const behind = this.pointAt(distance - CORNER_METRES);
    const here = this.pointAt(distance);
    const ahead = this.pointAt(distance + CORNER_METRES);
    const place = {
      east: (behind.east + here.east * 2 + ahead.east) / 4,
      north: (behind.north + here.north * 2 + ahead.north) / 4,
    };
    return { place, heading: headingFrom(behind, ahead) };
  }

  /** Degrees that it turns between here and `metres` further on. */
  turnAhead(distance: number, metres: number): number {
    const now = headingFrom(this.pointAt(distance - 1), this.pointAt(distance + 1));
    const later = headingFrom(this.pointAt(distance + metres - 1), this.pointAt(distance + metres + 1));
    const turn = Math.abs(later - now) % 360;
    return Math.min(turn, 360 - turn);
  }

  #append(point: Metres, start: number): void {
    const last = this.#points.at(-1);
    if (last !== undefined && metresBetween(last, point) < 0.01) return;
    this.#distances.push(last === undefined ? start : this.end + metresBetween(last, point));
    this.#points.push(point);
  }
}
