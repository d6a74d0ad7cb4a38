import type {
  FeedEntry,
  Gap,
  LoggedBurst,
  Place,
  Position,
  RecordedTrack,
  CameraView,
  Segment,
  Vehicle,
} from '@protocol';
import { create } from 'zustand';
import { request, serverNow } from '../wire/pageConnection';
import type { Span } from './playbackPlan';

export interface ListedGap {
  readonly track: RecordedTrack;
  readonly cameraView: CameraView | null;
  readonly gap: Gap;
}

interface ReviewState {
  readonly places: readonly Place[];
  readonly vehicles: readonly Vehicle[];
  readonly vehicleId: string | null;
  readonly span: Span;
  readonly segments: readonly Segment[];
  readonly gaps: readonly ListedGap[];
  readonly bursts: readonly LoggedBurst[];
  readonly events: readonly FeedEntry[];
  readonly track: readonly Position[];
  readonly loading: boolean;
  readonly error: unknown;
}

/** A listing this long stays small: segments are ten seconds each. */
export const LONGEST_SPAN_MS = 4 * 60 * 60_000;
const FEED_LIMIT = 1000;
const BURST_LIMIT = 500;
/** A new listing begins this much before the newest known, so that what was open is seen closed. */
const OVERLAP_MS = 30_000;

export const useReview = create<ReviewState>(() => ({
  places: [],
  vehicles: [],
  vehicleId: null,
  span: { from: 0, to: 0 },
  segments: [],
  gaps: [],
  bursts: [],
  events: [],
  track: [],
  loading: false,
  error: null,
}));

let loadings = 0;

/** The vehicles to choose from. */
export async function loadVehicles(): Promise<void> {
  try {
    const { vehicles, places } = await request('fleet:list', {});
    useReview.setState({
      places,
      vehicles: [...vehicles].sort((one, other) => one.plate.localeCompare(other.plate, 'zh-CN')),
    });
  } catch (error) {
    useReview.setState({ error });
  }
}

/** Opens a vehicle's record of a span; whatever was open before is left. */
export async function openRecord(vehicleId: string, span: Span): Promise<void> {
  const loading = (loadings += 1);
  const empty = { segments: [], gaps: [], bursts: [], events: [], track: [] };
  useReview.setState({ vehicleId, span, loading: true, error: null, ...empty });
  try {
    const loaded = await loadPart(vehicleId, span);
    if (loading === loadings) {
      useReview.setState({ ...loaded, loading: false });
    }
  } catch (error) {
    if (loading === loadings) {
      useReview.setState({ error, loading: false });
    }
  }
}

/** Takes in what has been recorded since, where the span reaches to now. */
export async function followRecord(): Promise<void> {
  const { vehicleId, span, loading, segments } = useReview.getState();
  if (vehicleId === null || loading || serverNow() > span.to + OVERLAP_MS) {
    return;
  }
  const asked = loadings;
  const newest = segments.reduce((latest, { startedAt }) => Math.max(latest, startedAt), span.from);
  const from = Math.max(span.from, newest - OVERLAP_MS);
  try {
    const part = await loadPart(vehicleId, { from, to: span.to });
    if (asked !== loadings) {
      return;
    }
    useReview.setState((before) => ({
      segments: merged(before.segments, part.segments),
      // Gaps have no id; those that reach into the new listing are replaced by it.
      gaps: [...before.gaps.filter(({ gap }) => gap.endedAt !== null && gap.endedAt <= from), ...part.gaps],
      bursts: merged(before.bursts, part.bursts),
      events: merged(before.events, part.events),
      track: [...before.track.filter(({ at }) => at < from), ...part.track],
      error: null,
    }));
  } catch (error) {
    console.warn('the newest part of the record could not be loaded', error);
  }
}

async function loadPart(
  vehicleId: string,
  span: Span,
): Promise<Pick<ReviewState, 'segments' | 'gaps' | 'bursts' | 'events' | 'track'>> {
  const [recorded, { bursts }, { entries }, { positions }] = await Promise.all([
    request('recording:segments', { vehicleId, ...span }),
    request('voiceLog:list', { ...span, groupId: null, speakerId: null, limit: BURST_LIMIT }),
    request('feed:list', { ...span, limit: FEED_LIMIT }),
    request('fleet:track', { vehicleId, ...span }),
  ]);
  return {
    segments: recorded.segments,
    gaps: recorded.gaps,
    bursts: [...bursts].sort((one, other) => one.startedAt - other.startedAt),
    events: entries
      .filter((entry) => entry.vehicleId === vehicleId || entry.vehicleId === null)
      .sort((one, other) => one.at - other.at),
    track: positions,
  };
}

function merged<Item extends { readonly id: string }>(
  before: readonly Item[],
  newer: readonly Item[],
): readonly Item[] {
  const replaced = new Set(newer.map(({ id }) => id));
  return [...before.filter(({ id }) => !replaced.has(id)), ...newer];
}
