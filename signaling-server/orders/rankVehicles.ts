import type { RankedVehicle } from '@protocol';
import { metresBetween } from '../fleet/metresBetween';

/** A vehicle as the advice sees it. */
export interface Candidate {
  readonly vehicleId: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly fixAgeMs: number;
  readonly status: 'free' | 'busy' | 'break';
  /** Orders that it has and has not finished. */
  readonly openOrders: number;
  readonly crewAboard: number;
  readonly camerasLive: number;
  /** Whether it belongs to the district of the place; null where the district is not known. */
  readonly isInDistrict: boolean | null;
}

interface Scored {
  readonly candidate: Candidate;
  readonly distance: number;
  /** By the criteria, in their order. */
  readonly weights: readonly number[];
}

/** Two vehicles that differ by less are equally near: a traffic light is worth more. */
const SAME_DISTANCE_METRES = 200;

type Loss = NonNullable<RankedVehicle['lostBy']>;

/** The criteria in the order of their weight; less is better. */
const criteria: readonly { readonly loss: Loss; readonly weigh: (scored: Omit<Scored, 'weights'>) => number }[] = [
  { loss: 'no-crew', weigh: ({ candidate }) => (candidate.crewAboard > 0 ? 0 : 1) },
  { loss: 'status', weigh: ({ candidate }) => ({ free: 0, busy: 1, break: 2 })[candidate.status] },
  { loss: 'on-another-order', weigh: ({ candidate }) => candidate.openOrders },
  { loss: 'distance', weigh: ({ distance }) => Math.floor(distance / SAME_DISTANCE_METRES) },
  { loss: 'district', weigh: ({ candidate }) => (candidate.isInDistrict === false ? 1 : 0) },
  { loss: 'camera', weigh: ({ candidate }) => (candidate.camerasLive > 0 ? 0 : 1) },
  { loss: 'distance', weigh: ({ distance }) => distance },
];

/**
 * Who should go to a place: the best first, `limit` at most, each with what speaks for and against it and why it stands
 * behind the one before it. A vehicle whose fix is older than `oldestFixMs` is no advice and is left out.
 */
export function rankVehicles(
  place: { readonly longitude: number; readonly latitude: number },
  candidates: readonly Candidate[],
  { oldestFixMs, limit }: { oldestFixMs: number; limit: number },
): RankedVehicle[] {
  const best: Scored[] = [];
  for (const candidate of candidates) {
    if (candidate.fixAgeMs > oldestFixMs) continue;
    const distance = metresBetween(place, candidate);
    const weights = criteria.map(({ weigh }) => weigh({ candidate, distance }));
    keepBest(best, { candidate, distance, weights }, limit);
  }
  return best.map((one, index) => ({
    vehicleId: one.candidate.vehicleId,
    rank: index + 1,
    distance: Math.round(one.distance),
    fixAgeMs: one.candidate.fixAgeMs,
    reasons: reasonsOf(one),
    lostBy: lossTo(best[index - 1], one),
  }));
}

/** Takes one into the best, which stay in their order: of ten thousand, all but a few are not even looked at twice. */
function keepBest(best: Scored[], one: Scored, limit: number): void {
  const last = best.at(-1);
  if (best.length >= limit && last !== undefined && compare(one, last) > 0) return;
  const index = best.findIndex((other) => compare(one, other) < 0);
  best.splice(index < 0 ? best.length : index, 0, one);
  if (best.length > limit) best.pop();
}

function compare(one: Scored, other: Scored): number {
  for (let index = 0; index < criteria.length; index += 1) {
    const difference = (one.weights[index] ?? 0) - (other.weights[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.candidate.vehicleId < other.candidate.vehicleId ? -1 : 1;
}

function lossTo(better: Scored | undefined, worse: Scored): Loss | null {
  if (better === undefined) return null;
  const index = worse.weights.findIndex((weight, at) => weight > (better.weights[at] ?? 0));
  return criteria[index]?.loss ?? 'distance';
}

function reasonsOf({ candidate, distance }: Scored): RankedVehicle['reasons'] {
  const { status, openOrders, crewAboard, camerasLive, isInDistrict, fixAgeMs } = candidate;
  return [
    { reason: 'distance', value: Math.round(distance) },
    { reason: 'fix-age', value: fixAgeMs },
    { reason: status === 'break' ? 'on-break' : status, value: null },
    ...(openOrders > 0 ? [{ reason: 'on-another-order' as const, value: openOrders }] : []),
    crewAboard > 0 ? { reason: 'crew-aboard', value: crewAboard } : { reason: 'no-crew', value: null },
    camerasLive > 0 ? { reason: 'camera-working', value: camerasLive } : { reason: 'no-camera', value: null },
    ...(isInDistrict === null
      ? []
      : [{ reason: isInDistrict ? ('own-district' as const) : ('other-district' as const), value: null }]),
  ];
}
