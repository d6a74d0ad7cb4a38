import type { Districts } from './Districts';
import type { DemoIdentity } from './demoSeed';
import { Plane, type Ground } from './Plane';
import { random, textSeed } from './random';

/** Where the first vehicles patrol, and how the streets there are turned, in degrees. */
const knownHomes: Readonly<Record<string, Ground & { turn: number }>> = {
  '3Z071': { longitude: 114.3045, latitude: 30.6085, turn: 38 },
  '0C118': { longitude: 114.2995, latitude: 30.6425, turn: 30 },
  '5K209': { longitude: 114.333, latitude: 30.537, turn: 8 },
  '9F447': { longitude: 114.346, latitude: 30.586, turn: 35 },
  '2Q015': { longitude: 114.386, latitude: 30.634, turn: 42 },
  '4H682': { longitude: 114.43, latitude: 30.624, turn: 20 },
  '7D332': { longitude: 114.214, latitude: 30.557, turn: 14 },
  '1X903': { longitude: 114.3965, latitude: 30.506, turn: 5 },
};

const SPREAD_METRES = 3500;
const BLOCK_METRES = 340;

interface Home {
  readonly origin: Ground;
  readonly turn: number;
  /** Metres of a block of streets. */
  readonly block: number;
}

/** The home of a vehicle: the known one, or some place around the middle of its district, the same at each start. */
export function homeOf({ vehicleId, districtId }: DemoIdentity, districts: Districts): Home {
  const known = knownHomes[vehicleId];
  const next = random(textSeed(vehicleId));
  const block = BLOCK_METRES * (0.8 + next() * 0.5);
  if (known !== undefined) return { origin: known, turn: known.turn, block };
  const centre = districts.centre(districtId);
  if (centre === null) throw new Error(`There is no outline of the district ${districtId}.`);
  const plane = new Plane(centre);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const origin = plane.toGround({ east: (next() * 2 - 1) * SPREAD_METRES, north: (next() * 2 - 1) * SPREAD_METRES });
    if (districts.contains(districtId, origin)) return { origin, turn: next() * 90, block };
  }
  return { origin: centre, turn: next() * 90, block };
}
