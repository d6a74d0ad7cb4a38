import type { CameraView, Gap, GapReason, RecordedLane, RecordedTrack } from '@protocol';

/** What was recorded of one track of one vehicle in a span, and where and why nothing was. */
export interface TrackRecord {
  /** `v-03:camera:front`, `v-03:evidence-sound`. */
  readonly key: string;
  readonly vehicleId: string;
  readonly track: RecordedTrack;
  readonly view: CameraView | null;
  /** Oldest first; what is `open` reaches further than its listing knew. */
  readonly recorded: RecordedLane['recorded'];
  readonly gaps: readonly Gap[];
}

/** The name of a track on this page, the same for its lane, its files and its tile. */
export function trackKeyOf(vehicleId: string | null, track: RecordedTrack, view: CameraView | null): string {
  return [vehicleId ?? 'centre', track, ...(view === null ? [] : [view])].join(':');
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A piece of a track's lane: recorded, a gap with its reason, or a time in which nothing was to be recorded. */
export type Stretch = { readonly from: number; readonly to: number } &
  /** `backfilled` where the terminal recorded it by itself and handed it in, `reduced` where only key pictures are kept. */
  (
    | { readonly kind: 'recorded'; readonly backfilled?: true; readonly reduced?: true }
    | { readonly kind: 'gap'; readonly reason: GapReason }
    | { readonly kind: 'not-required' }
    | { readonly kind: 'future' }
  );

const viewOrder: readonly (CameraView | null)[] = ['front', 'rear', 'cabin', 'mast', null];

/** The tracks of the chosen vehicles in their order: of each its cameras in their usual order, then its sound. */
export function tracksOf(vehicleIds: readonly string[], lanes: readonly RecordedLane[]): TrackRecord[] {
  return lanes
    .filter(({ track }) => track !== 'talk')
    .map(({ vehicleId, track, cameraView, recorded, gaps }) => ({
      key: trackKeyOf(vehicleId, track, cameraView),
      ...{ vehicleId, track, view: cameraView, recorded, gaps },
    }))
    .sort(
      (one, other) =>
        vehicleIds.indexOf(one.vehicleId) - vehicleIds.indexOf(other.vehicleId) ||
        viewOrder.indexOf(one.view) - viewOrder.indexOf(other.view),
    );
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
  for (const recorded of record.recorded) {
    const until = Math.min(end, recorded.open && now - recorded.to < LIVE_LISTING_AGE_MS ? now : recorded.to);
    if (until > at && recorded.from < end) {
      if (!meets(stretches.at(-1), recorded)) uncovered(recorded.from);
      const source = {
        ...(recorded.backfilled ? { backfilled: true as const } : {}),
        ...(recorded.reduced ? { reduced: true as const } : {}),
      };
      stretches.push({ kind: 'recorded', from: at, to: until, ...source });
      at = until;
    }
  }
  uncovered(end);
  if (span.to > end) {
    stretches.push({ kind: 'future', from: Math.max(end, span.from), to: span.to });
  }
  return stretches;
}

/** Where a live recording and a terminal's own meet within this, there is a seam and no hole. */
const SEAM_MS = 600;
/** A listing of what is being recorded is this old at most before a new one is due; within it, it is taken to grow. */
const LIVE_LISTING_AGE_MS = 12_000;

/** Of one kind, the listing has joined what meets: between two that it has not, there is a hole, however short. */
function meets(before: Stretch | undefined, next: TrackRecord['recorded'][number]): boolean {
  if (before?.kind !== 'recorded') return false;
  const isOther =
    (before.backfilled ?? false) !== (next.backfilled ?? false) ||
    (before.reduced ?? false) !== (next.reduced ?? false);
  return isOther && next.from - before.to <= SEAM_MS;
}

/** Where a moment lies. A clock that has come to the end of the span stands in the last stretch, not behind it. */
export function stretchAt(stretches: readonly Stretch[], at: number): Stretch | null {
  const last = stretches.at(-1);
  return stretches.find(({ from, to }) => at >= from && at < to) ?? (last?.to === at ? last : null);
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
