import type { CoverageOfTrack, GapReason } from '@protocol';

export interface CoverageSummary {
  /** Milliseconds over all tracks in which something was to be recorded. */
  readonly requiredMs: number;
  readonly recordedMs: number;
  readonly gaps: number;
  readonly gapMs: number;
  readonly worst: { readonly lastedMs: number; readonly reason: GapReason } | null;
}

/** What a day of a vehicle comes to. */
export function coverageSummary(tracks: readonly CoverageOfTrack[]): CoverageSummary {
  let [requiredMs, recordedMs, gaps, gapMs] = [0, 0, 0, 0];
  let worst: CoverageSummary['worst'] = null;
  for (const { kind, from, to, reason } of tracks.flatMap(({ stretches }) => stretches)) {
    const lastedMs = to - from;
    requiredMs += lastedMs;
    if (kind !== 'gap') {
      recordedMs += lastedMs;
      continue;
    }
    gaps += 1;
    gapMs += lastedMs;
    if (reason !== null && lastedMs > (worst?.lastedMs ?? 0)) worst = { lastedMs, reason };
  }
  return { requiredMs, recordedMs, gaps, gapMs, worst };
}
