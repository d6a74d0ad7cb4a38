import type { CameraView, Gap, GapReason, RecordedTrack, Segment } from '@protocol';

/** What was recorded of one track of one vehicle in a span, and where and why nothing was. */
export interface TrackRecord {
  /** `camera:front`, `evidence-sound`. */
  readonly key: string;
  readonly track: RecordedTrack;
  readonly view: CameraView | null;
  /** Oldest first. */
  readonly segments: readonly Segment[];
  readonly gaps: readonly Gap[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A piece of a track's lane: recorded, a gap with its reason, or a time in which nothing was to be recorded. */
export type Stretch = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'recorded' }
  | { readonly kind: 'gap'; readonly reason: GapReason }
  | { readonly kind: 'not-required' }
  | { readonly kind: 'future' }
);

/** Segments that follow each other within this are one to the eye: a new file begins at the next key frame. */
const SEAM_MS = 600;

const viewOrder: readonly (CameraView | null)[] = ['front', 'rear', 'cabin', 'mast', null];

/** Sorts segments and gaps into tracks: cameras in their usual order, then the sound. Talk bursts have a list of their own. */
export function tracksOf(
  segments: readonly Segment[],
  gaps: readonly { track: RecordedTrack; cameraView: CameraView | null; gap: Gap }[],
): TrackRecord[] {
  const tracks = new Map<string, { track: RecordedTrack; view: CameraView | null; segments: Segment[]; gaps: Gap[] }>();
  const trackOf = (track: RecordedTrack, view: CameraView | null) => {
    const key = view === null ? track : `${track}:${view}`;
    const known = tracks.get(key) ?? { track, view, segments: [], gaps: [] };
    tracks.set(key, known);
    return known;
  };
  for (const segment of segments) {
    if (segment.track !== 'talk') {
      trackOf(segment.track, segment.cameraView).segments.push(segment);
    }
  }
  for (const { track, cameraView, gap } of gaps) {
    if (track !== 'talk') {
      trackOf(track, cameraView).gaps.push(gap);
    }
  }
  return [...tracks.entries()]
    .map(([key, record]) => ({
      key,
      ...record,
      segments: record.segments.sort((one, other) => one.startedAt - other.startedAt),
      gaps: record.gaps.sort((one, other) => one.startedAt - other.startedAt),
    }))
    .sort((one, other) => viewOrder.indexOf(one.view) - viewOrder.indexOf(other.view));
}

/**
 * Covers the span with stretches, in order and without a hole. Where a recording and a gap overlap the recording
 * wins, since it can be seen; a time after `now` has not happened yet.
 */
export function stretchesOf(record: TrackRecord, span: Span, now: number): Stretch[] {
  const stretches: Stretch[] = [];
  const end = Math.min(span.to, now);
  let at = span.from;
  const uncovered = (to: number): void => {
    while (at < to) {
      const from = at;
      const inside = record.gaps.find((gap) => gap.startedAt <= from && (gap.endedAt ?? end) > from);
      const next = record.gaps.find((gap) => gap.startedAt > from);
      const until = Math.min(to, inside ? (inside.endedAt ?? end) : (next?.startedAt ?? to));
      stretches.push(
        inside ? { kind: 'gap', reason: inside.reason, from, to: until } : { kind: 'not-required', from, to: until },
      );
      at = until;
    }
  };
  for (const segment of record.segments) {
    if (segment.endedAt <= at || segment.startedAt >= end) {
      continue;
    }
    if (segment.startedAt - at > SEAM_MS || stretches.at(-1)?.kind !== 'recorded') {
      uncovered(segment.startedAt);
    }
    // An open segment reaches further than the last listing knew, up to this moment.
    const until = Math.min(end, segment.endedAt);
    const before = stretches.at(-1);
    if (before?.kind === 'recorded') {
      stretches[stretches.length - 1] = { kind: 'recorded', from: before.from, to: until };
    } else {
      stretches.push({ kind: 'recorded', from: at, to: until });
    }
    at = until;
  }
  const last = record.segments.at(-1);
  const stillGrowing = last?.state === 'open' && end - last.endedAt < LIVE_LISTING_AGE_MS;
  if (stillGrowing && stretches.at(-1)?.kind === 'recorded' && at < end) {
    stretches[stretches.length - 1] = { kind: 'recorded', from: stretches.at(-1)?.from ?? at, to: end };
    at = end;
  }
  uncovered(end);
  if (span.to > end) {
    stretches.push({ kind: 'future', from: Math.max(end, span.from), to: span.to });
  }
  return stretches;
}

/** A listing of an open segment is this old at most before a new one is due; within it the segment is taken to grow. */
const LIVE_LISTING_AGE_MS = 12_000;

/** Where a moment lies. A clock that has come to the end of the span stands in the last stretch, not behind it. */
export function stretchAt(stretches: readonly Stretch[], at: number): Stretch | null {
  const last = stretches.at(-1);
  return stretches.find(({ from, to }) => at >= from && at < to) ?? (last?.to === at ? last : null);
}

/** The segment that holds a moment, or the next one that begins within `aheadMs`; null where none does. */
export function segmentFor(segments: readonly Segment[], at: number, aheadMs: number): Segment | null {
  return (
    segments.find(
      (segment) =>
        at < (segment.state === 'open' ? segment.endedAt + LIVE_LISTING_AGE_MS : segment.endedAt) &&
        segment.startedAt <= at + aheadMs,
    ) ?? null
  );
}

/** The segment to fetch after this one, if it begins soon enough to be wanted ahead. */
export function segmentAfter(segments: readonly Segment[], current: Segment, until: number): Segment | null {
  return segments.find((segment) => segment.startedAt > current.startedAt && segment.startedAt < until) ?? null;
}

/** The start of the next recording of any of the tracks after a moment, so that a player can jump over a gap. */
export function nextRecordedAt(tracks: readonly (readonly Stretch[])[], at: number): number | null {
  const starts = tracks.flatMap((stretches) =>
    stretches.filter(({ kind, from }) => kind === 'recorded' && from > at).map(({ from }) => from),
  );
  return starts.length === 0 ? null : Math.min(...starts);
}

/** Milliseconds before an event at which "previous event" still means the one before it, since playing went on meanwhile. */
const PREVIOUS_SLACK_MS = 1500;

/** The moment to jump to for the next or the previous event; null where there is none. Moments may come in any order. */
export function neighbourEvent(moments: readonly number[], at: number, direction: 'next' | 'previous'): number | null {
  const wanted =
    direction === 'next'
      ? moments.filter((moment) => moment > at)
      : moments.filter((moment) => moment < at - PREVIOUS_SLACK_MS);
  if (wanted.length === 0) {
    return null;
  }
  return direction === 'next' ? Math.min(...wanted) : Math.max(...wanted);
}

/**
 * Where to begin a playback that was asked for from a moment on: there, if anything is recorded there; else at the
 * next recording, else at the beginning of the last one; at the moment itself where nothing was recorded at all.
 */
export function playableFrom(tracks: readonly (readonly Stretch[])[], at: number): number {
  if (tracks.some((stretches) => stretchAt(stretches, at)?.kind === 'recorded')) {
    return at;
  }
  const recorded = tracks.flatMap((stretches) => stretches.filter(({ kind }) => kind === 'recorded'));
  const last = recorded.reduce<number | null>((latest, { from }) => Math.max(latest ?? from, from), null);
  return nextRecordedAt(tracks, at) ?? last ?? at;
}
