import type { Position } from '@protocol';

/** Fixes further apart than this are not joined by a guess of where the vehicle was between them. */
const JOIN_MS = 15_000;
/** Positions are had in stretches of this length around the clock, so that a day of them is never held at once. */
const STRETCH_MS = 30 * 60_000;
/** And a little before, or nobody knew where a vehicle was in the first seconds of a stretch. */
const LEAD_MS = 5 * 60_000;

export interface TrackPlace {
  readonly longitude: number;
  readonly latitude: number;
  readonly heading: number | null;
  readonly speed: number | null;
}

/** The span whose positions tell where a vehicle is at a moment, and how it came there; the same for moments near it. */
export function trackStretchAt(moment: number): { readonly from: number; readonly to: number } {
  const start = Math.floor(moment / STRETCH_MS) * STRETCH_MS;
  return { from: start - LEAD_MS, to: start + STRETCH_MS };
}

/** Where a vehicle was at a moment: between two near fixes on the way from one to the other, else at the last one. */
export function positionAt(track: readonly Position[], at: number): TrackPlace | null {
  const index = track.findLastIndex((position) => position.at <= at);
  const before = track[index];
  const after = track[index + 1];
  if (!before) {
    return null;
  }
  if (!after || after.at - before.at > JOIN_MS || after.at === before.at) {
    return before;
  }
  const share = (at - before.at) / (after.at - before.at);
  return {
    longitude: before.longitude + (after.longitude - before.longitude) * share,
    latitude: before.latitude + (after.latitude - before.latitude) * share,
    heading: before.heading,
    speed: before.speed,
  };
}
