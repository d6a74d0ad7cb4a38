import type { Vehicle } from '@protocol';
import { random } from '../signaling-server/demo/random';
import { Advice } from '../signaling-server/orders/Advice';
import { percentile } from './figures';

const VEHICLES = 10_000;
const QUESTIONS = 30;
const SEED = 20_261_122;

/** How long it takes to say who should go, of ten thousand vehicles about a city: 95 % of the questions, in milliseconds. */
export function rankTime(): number | null {
  const next = random(SEED);
  const now = Date.now();
  const vehicles = Array.from({ length: VEHICLES }, (_, number): Vehicle => {
    const near = { longitude: 114.3 + (next() - 0.5) / 2, latitude: 30.6 + (next() - 0.5) / 2 };
    return {
      ...{
        id: `vehicle-${number}`,
        plate: `鄂A·${number}`,
        placeId: `team-${number % 40}`,
        online: true,
        onDuty: true,
      },
      ...{
        status: next() < 0.7 ? 'free' : 'busy',
        crew: ['张伟'],
        cameras: [],
        hasSound: true,
        soundReason: null,
        revision: 1,
      },
      position: { ...near, number: 1, at: now - Math.floor(next() * 60_000), speed: 20, heading: 0, accuracy: 5 },
    };
  });
  const advice = new Advice({
    fleet: { vehicles: () => vehicles },
    places: { within: (placeId, other) => placeId === other },
    orders: { open: () => [] },
    clock: () => now,
  });
  const took = Array.from({ length: QUESTIONS }, () => {
    const began = performance.now();
    advice.rank(
      { longitude: 114.3 + (next() - 0.5) / 2, latitude: 30.6 + (next() - 0.5) / 2 },
      { placeId: 'team-7', maySend: () => true },
    );
    return performance.now() - began;
  });
  return percentile(took, 0.95);
}
