import type { Lens } from './Lens';
import { colour, mix, type Colour } from './YuvCanvas';

interface BuildingShape {
  readonly face: number;
  readonly side: -1 | 1;
  readonly near: number;
  readonly length: number;
  readonly height: number;
  readonly bays: number;
  readonly wall: Colour;
  readonly window: Colour;
  readonly sign: Colour;
  readonly haze: (tone: Colour, z: number) => Colour;
}

const STOREY_METRES = 3.3;
const SHOP_METRES = 4.2;

/** A house: its wall along the road with shops, a signboard and windows, and the wall that faces us. */
export function drawBuilding(lens: Lens, shape: BuildingShape): void {
  const { face, near, length, height, haze, side } = shape;
  const far = near + length;
  const wall = haze(shape.wall, near);
  if (near > 2.2) {
    const away = face + side * 14;
    lens.facing(Math.min(face, away), Math.max(face, away), 0, height, near, mix(wall, colour('#1c2024'), 0.28));
  }
  lens.wall(face, 0, height, near, far, wall);
  const bay = length / shape.bays;
  const storeys = Math.floor((height - SHOP_METRES - 0.6) / STOREY_METRES);
  for (let number = 0; number < shape.bays; number += 1) {
    const from = near + number * bay;
    if (from + bay < 2.2 || from > 110) continue;
    const lit = (number * 7 + Math.round(length)) % 5;
    lens.wall(
      face,
      0.3,
      2.7,
      from + bay * 0.1,
      from + bay * 0.9,
      haze(lit === 0 ? colour('#d9c79a') : colour('#2f3439'), from),
    );
    lens.wall(
      face,
      2.9,
      3.9,
      from + bay * 0.04,
      from + bay * 0.96,
      haze(lit < 2 ? mix(shape.sign, colour('#f2efe6'), 0.5) : shape.sign, from),
    );
    const shown = from > 55 ? Math.min(storeys, 4) : Math.min(storeys, 11);
    for (let storey = 0; storey < shown; storey += 1) {
      const bottom = SHOP_METRES + 0.9 + storey * STOREY_METRES;
      lens.wall(face, bottom, bottom + 1.6, from + bay * 0.22, from + bay * 0.78, haze(shape.window, from));
      if (from < 45 && (storey * 3 + number) % 4 === 0) {
        lens.wall(
          face - side * 0.3,
          bottom - 0.7,
          bottom - 0.1,
          from + bay * 0.35,
          from + bay * 0.6,
          haze(colour('#cfd0cc'), from),
        );
      }
    }
  }
  lens.wall(face, height - 0.5, height, near, far, mix(wall, colour('#2b2d30'), 0.25));
}

export function drawTree(lens: Lens, x: number, z: number, size: number, leaves: Colour, trunk: Colour): void {
  lens.facing(x - 0.12 * size, x + 0.12 * size, 0, 2.8 * size, z, trunk);
  const shade = mix(leaves, colour('#16210f'), 0.32);
  lens.ball(x, 3.5 * size, z, 1.7 * size, 1.3 * size, shade);
  lens.ball(x - 0.6 * size, 4.1 * size, z, 1.2 * size, 1.0 * size, leaves);
  lens.ball(x + 0.7 * size, 4.3 * size, z, 1.1 * size, 0.9 * size, mix(leaves, colour('#a9bd6a'), 0.18));
  lens.ball(x, 4.9 * size, z, 1.0 * size, 0.8 * size, mix(leaves, colour('#a9bd6a'), 0.28));
}

export function drawLamp(lens: Lens, side: -1 | 1, reach: number, z: number, pole: Colour, light: Colour): void {
  const x = side * reach;
  const head = x - side * 2.2;
  lens.facing(x - 0.09, x + 0.09, 0, 7.6, z, pole);
  lens.facing(Math.min(x, head), Math.max(x, head), 7.5, 7.65, z, pole);
  lens.facing(head - 0.35, head + 0.35, 7.35, 7.5, z, light);
}

/** A street stall: a parasol over a table of goods, with its keeper. */
export function drawStall(
  lens: Lens,
  x: number,
  z: number,
  size: number,
  top: Colour,
  table: Colour,
  goods: Colour,
): void {
  if (z <= 2.2) return;
  drawPerson(lens, x + 0.7, z, 0.95, mix(top, colour('#30343a'), 0.5), colour('#b98f72'), colour('#2d3138'));
  lens.facing(x - 0.9 * size, x + 0.9 * size, 0.1, 0.85, z, table);
  lens.facing(x - 0.85 * size, x + 0.85 * size, 0.85, 1.1, z, goods);
  lens.facing(x - 0.03, x + 0.03, 1.1, 2.2, z, colour('#6b6b6b'));
  const rim = 1.5 * size;
  lens.canvas.convex([lens.point(x - rim, 2.05, z), lens.point(x, 2.75, z), lens.point(x + rim, 2.05, z)], top);
  lens.canvas.convex(
    [lens.point(x - rim * 0.35, 2.05, z), lens.point(x, 2.75, z), lens.point(x + rim * 0.35, 2.05, z)],
    mix(top, colour('#f3efe4'), 0.6),
  );
}

export function drawPerson(
  lens: Lens,
  x: number,
  z: number,
  size: number,
  coat: Colour,
  skin: Colour,
  legs: Colour,
): void {
  lens.facing(x - 0.16 * size, x + 0.16 * size, 0, 0.85 * size, z, legs);
  lens.ball(x, 1.15 * size, z, 0.26 * size, 0.4 * size, coat);
  lens.ball(x, 1.64 * size, z, 0.12 * size, 0.15 * size, skin);
}

interface CarShape {
  readonly x: number;
  readonly z: number;
  readonly paint: Colour;
  readonly glass: Colour;
  readonly dark: Colour;
  readonly lamp: Colour;
}

/** A car seen from its end, with the side that shows drawn behind it. */
export function drawCar(lens: Lens, { x, z, paint, glass, dark, lamp }: CarShape): void {
  if (z <= 2.4) return;
  const shade = mix(paint, colour('#14171a'), 0.35);
  const shown = x > 1.9 ? -1 : 1;
  lens.ground(x - 1, x + 1, z - 0.1, z + 4.4, dark);
  lens.wall(x + shown * 0.9, 0.3, 0.95, z, z + 4.2, shade);
  lens.ground(x - 0.9, x + 0.9, z, z + 4.2, paint, 0.95);
  lens.wall(x + shown * 0.72, 0.95, 1.46, z + 0.9, z + 3.3, glass);
  lens.ground(x - 0.72, x + 0.72, z + 0.9, z + 3.3, paint, 1.46);
  const [low, high] = [z + 0.35, z + 0.95];
  lens.canvas.convex(
    [
      lens.point(x - 0.8, 0.95, low),
      lens.point(x - 0.68, 1.46, high),
      lens.point(x + 0.68, 1.46, high),
      lens.point(x + 0.8, 0.95, low),
    ],
    glass,
  );
  lens.facing(x - 0.9, x + 0.9, 0.32, 0.96, z, paint);
  lens.facing(x - 0.86, x - 0.52, 0.62, 0.8, z, lamp);
  lens.facing(x + 0.52, x + 0.86, 0.62, 0.8, z, lamp);
  lens.facing(x - 0.26, x + 0.26, 0.42, 0.56, z, colour('#2c4f9c'));
  lens.facing(x - 0.85, x - 0.6, 0, 0.34, z, dark);
  lens.facing(x + 0.6, x + 0.85, 0, 0.34, z, dark);
}
