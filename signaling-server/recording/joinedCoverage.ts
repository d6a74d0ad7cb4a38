import type { CoverageOfTrack, TrackClock } from '@protocol';

/** Each track once, with what all its parts say, oldest first. */
export function joinedCoverage(parts: readonly CoverageOfTrack[]): CoverageOfTrack[] {
  const tracks = new Map<string, CoverageOfTrack>();
  for (const part of parts) {
    const key = JSON.stringify([part.track, part.cameraView]);
    const before = tracks.get(key);
    const stretches = [...(before?.stretches ?? []), ...part.stretches];
    tracks.set(key, { ...part, stretches, clock: joinedClock(before?.clock ?? null, part.clock) });
  }
  return [...tracks.values()];
}

function joinedClock(before: TrackClock | null, after: TrackClock | null): TrackClock | null {
  if (!before || !after) return after ?? before;
  return {
    ...after,
    leastOffMs: Math.min(before.leastOffMs, after.leastOffMs),
    mostOffMs: Math.max(before.mostOffMs, after.mostOffMs),
  };
}
