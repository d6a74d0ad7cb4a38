import type { Metres } from './Plane';

/** A crossing, counted in blocks from the origin. */
export interface Crossing {
  readonly column: number;
  readonly row: number;
}
export type Direction = 0 | 1 | 2 | 3;

const steps: Readonly<Record<Direction, Crossing>> = {
  0: { column: 0, row: 1 },
  1: { column: 1, row: 0 },
  2: { column: 0, row: -1 },
  3: { column: -1, row: 0 },
};

/**
 * A plausible grid of streets, turned as a quarter's streets are: there is no street data to be had offline. Blocks
 * differ in size, since no city is a chessboard.
 */
export class Streets {
  readonly #cos: number;
  readonly #sin: number;

  /** `turn` in degrees, `block` in metres. */
  constructor(
    turn: number,
    private readonly block: number,
  ) {
    this.#cos = Math.cos((turn * Math.PI) / 180);
    this.#sin = Math.sin((turn * Math.PI) / 180);
  }

  place({ column, row }: Crossing): Metres {
    const across = (column + 0.22 * Math.sin(column * 2.4)) * this.block;
    const along = (row + 0.22 * Math.sin(row * 1.7 + 1)) * this.block;
    return this.#turned(across, along);
  }

  nearest({ east, north }: Metres): Crossing {
    const across = east * this.#cos - north * this.#sin;
    const along = east * this.#sin + north * this.#cos;
    return { column: Math.round(across / this.block), row: Math.round(along / this.block) };
  }

  neighbour({ column, row }: Crossing, direction: Direction): Crossing {
    const step = steps[direction];
    return { column: column + step.column, row: row + step.row };
  }

  /** The crossings from one to another, first along one street, then along the other. */
  between(from: Crossing, to: Crossing): Crossing[] {
    const crossings: Crossing[] = [from];
    let { column, row } = from;
    const columnFirst = Math.abs(to.column - column) > Math.abs(to.row - row);
    const walk = (which: 'column' | 'row'): void => {
      while (which === 'column' ? column !== to.column : row !== to.row) {
        if (which === 'column') column += Math.sign(to.column - column);
        else row += Math.sign(to.row - row);
        crossings.push({ column, row });
      }
    };
    walk(columnFirst ? 'column' : 'row');
    walk(columnFirst ? 'row' : 'column');
    return crossings;
  }

  #turned(across: number, along: number): Metres {
    return { east: across * this.#cos + along * this.#sin, north: along * this.#cos - across * this.#sin };
  }
}
