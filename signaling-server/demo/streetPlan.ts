import { random } from './random';
import { colour, type Colour } from './YuvCanvas';

/** One building beside the road. Metres; `side` is -1 left, 1 right. */
interface Building {
  readonly kind: 'building';
  readonly at: number;
  readonly side: -1 | 1;
  readonly length: number;
  readonly height: number;
  readonly setBack: number;
  readonly wall: Colour;
  readonly window: Colour;
  readonly sign: Colour;
  readonly bays: number;
}
/** Something small at the kerb. */
interface Furniture {
  readonly kind: 'tree' | 'lamp' | 'stall' | 'person' | 'parked';
  readonly at: number;
  readonly side: -1 | 1;
  readonly paint: Colour;
  readonly size: number;
}
/** A car on the other half of the road, coming at us `laps` times the plan's length in one clip. */
interface Oncoming {
  readonly kind: 'oncoming';
  readonly at: number;
  readonly lane: number;
  readonly paint: Colour;
  readonly laps: number;
}
export type Standing = Building | Furniture | Oncoming;

/** A street that joins its own end, so that a clip driven along it once can be replayed for ever. */
export interface StreetPlan {
  /** Metres driven in one clip. */
  readonly length: number;
  readonly skyTop: Colour;
  readonly skyLow: Colour;
  readonly road: Colour;
  readonly pavement: Colour;
  readonly leaves: Colour;
  readonly bonnet: Colour;
  /** Metres from the road's middle to its kerb. */
  readonly halfWidth: number;
  readonly standing: readonly Standing[];
}

const skies = [
  ['#6f9fd0', '#cfdde6'],
  ['#8aa4ba', '#d9d8d2'],
  ['#4f86c2', '#c3d6e4'],
  ['#a08f92', '#f0cfa4'],
  ['#9aa9b3', '#cdd3d5'],
  ['#5d7fae', '#e3d5c3'],
  ['#3f6ea8', '#bcd0e0'],
  ['#8795a8', '#c9cdd0'],
] as const;
const walls = [
  '#a89a8a',
  '#8f8a84',
  '#b9a58c',
  '#7f8c96',
  '#a37f6c',
  '#c2b8a6',
  '#94816f',
  '#6f7f8a',
  '#b2aaa0',
  '#9a6f60',
];
const signs = ['#b3242b', '#1f5fae', '#d98a1c', '#1f7f4f', '#8a2f7f', '#c9c2b0', '#c8461f'];
const paints = ['#e8e8e6', '#22262b', '#8d1f22', '#7f8891', '#274a7a', '#c9b458', '#3f4a44'];
const tops = ['#c23b32', '#2f6fb2', '#d9a12a', '#3a8f5a', '#c95f8a', '#e6e1d4'];
/** Lane marks are 6 m with 9 m between, so a length that is a multiple of 15 m closes without a seam. */
export const MARK_PERIOD_METRES = 15;

/** The street of the vehicle numbered `seed`; `seconds` is the clip's length. The same seed gives the same street. */
export function streetPlan(seed: number, seconds: number): StreetPlan {
  const next = random(seed * 7919 + 17);
  const pick = (from: readonly string[]): Colour => colour(from[Math.floor(next() * from.length)] ?? '#808080');
  const metresPerSecond = 7 + next() * 4.5;
  const length = Math.max(1, Math.round((metresPerSecond * seconds) / MARK_PERIOD_METRES)) * MARK_PERIOD_METRES;
  const [skyTop, skyLow] = skies[seed % skies.length] ?? skies[0];
  const halfWidth = seed % 3 === 0 ? 5.6 : 7.4;
  const standing: Standing[] = [];

  for (const side of [-1, 1] as const) {
    for (let at = next() * 8; at < length - 8;) {
      const room = length - at;
      const extent = Math.min(room - 1, 11 + next() * 16);
      const height = next() < 0.25 ? 26 + next() * 34 : 8 + next() * 13;
      const bays = Math.max(2, Math.round(extent / 4));
      const setBack = next() * 2.5;
      standing.push({
        kind: 'building',
        at,
        side,
        length: extent,
        height,
        bays,
        setBack,
        wall: pick(walls),
        sign: pick(signs),
        window: next() < 0.5 ? colour('#3b4753') : colour('#56626b'),
      });
      at += extent + (next() < 0.3 ? 5 + next() * 7 : 0.6);
    }
    for (let at = 4 + next() * 6; at < length; at += 9 + next() * 6) {
      standing.push({
        kind: 'tree',
        at,
        side,
        size: 0.8 + next() * 0.6,
        paint: pick(['#48683a', '#577542', '#3d5c38', '#6b7f40']),
      });
    }
    for (let at = 8; at < length; at += 30)
      standing.push({ kind: 'lamp', at, side, size: 1, paint: colour('#5b6166') });
    for (let at = 10 + next() * 20; at < length - 6; at += 18 + next() * 34) {
      standing.push({ kind: 'stall', at, side, size: 0.9 + next() * 0.3, paint: pick(tops) });
    }
    for (let at = next() * 14; at < length; at += 5 + next() * 16) {
      standing.push({ kind: 'person', at, side, size: 0.9 + next() * 0.2, paint: pick([...tops, ...paints]) });
    }
  }
  for (let at = 6 + next() * 15; at < length - 8; at += 8 + next() * 30) {
    standing.push({ kind: 'parked', at, side: 1, size: 0.95 + next() * 0.2, paint: pick(paints) });
  }
  const cars = 2 + Math.floor(next() * 3);
  for (let car = 0; car < cars; car += 1) {
    const at = ((car + next() * 0.6) / cars) * length;
    standing.push({
      kind: 'oncoming',
      at,
      lane: halfWidth > 6 && next() < 0.5 ? -5.2 : -1.9,
      paint: pick(paints),
      laps: 1,
    });
  }
  return {
    length,
    halfWidth,
    standing,
    skyTop: colour(skyTop),
    skyLow: colour(skyLow),
    road: pick(['#54565a', '#4b4d50', '#5f5f60']),
    pavement: pick(['#98928a', '#8b8780', '#a59d92']),
    leaves: colour('#4d6a3d'),
    bonnet: pick(['#e9ecee', '#dfe4e8']),
  };
}
