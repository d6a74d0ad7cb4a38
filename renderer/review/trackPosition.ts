import type { Position } from '@protocol';

/** Fixes further apart than this are not joined by a guess of where the vehicle was between them. */
const JOIN_MS = 15_000;

export interface TrackPlace {
  readonly longitude: number;
  readonly latitude: number;
  readonly heading: number | null;
  readonly speed: number | null;
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
