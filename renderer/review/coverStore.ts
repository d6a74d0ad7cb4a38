import { LONGEST_COVER_MS, regionAt, type CoverRegion, type RegionPlace } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';
import { useClip } from './clipStore';
import { chooseCamera, useGrid } from './gridStore';
import type { Span, TrackRecord } from './playbackPlan';
import { exactMoment, seekTo, setPlaying } from './reviewClock';
import { useReview } from './reviewStore';

interface Covering {
  /** The camera of which a copy is covered; null while none is. */
  readonly camera: TrackRecord | null;
  /** The record of which it is; another one is not covered. */
  readonly of: Span | null;
  readonly clip: Span;
  readonly regions: readonly CoverRegion[];
  /** Which region the hand is at. */
  readonly chosen: number;
}

const nothing: Covering = { camera: null, of: null, clip: { from: 0, to: 0 }, regions: [], chosen: -1 };
const MOST_REGIONS = 40;
/** Keyframes nearer than one picture of 25 a second are one. */
const SAME_PICTURE_MS = 20;

export const useCover = create<Covering>(() => nothing);

/** The camera of the open record of which a copy is being covered, by its track's key; null while none is. */
export function useCoveredCamera(): string | null {
  const span = useReview((review) => review.span);
  return useCover(({ camera, of }) => (of === span ? (camera?.key ?? null) : null));
}

/** Begins to cover the clip of the camera that is shown; says why where that cannot be. */
export function beginCover(): 'coverNeedsClip' | 'coverTooLong' | null {
  const { begin, end } = useClip.getState();
  const cameras = useReview.getState().tracks.filter(({ track }) => track === 'camera');
  const { solo } = useGrid.getState();
  const camera = cameras.find(({ key }) => key === solo) ?? (cameras.length === 1 ? cameras[0] : undefined);
  if (begin === null || end === null || !camera) return 'coverNeedsClip';
  if (end - begin > LONGEST_COVER_MS) return 'coverTooLong';
  chooseCamera(camera.key);
  setPlaying(false);
  if (exactMoment() < begin || exactMoment() > end) seekTo(begin);
  const { span } = useReview.getState();
  useCover.setState({ camera, of: span, clip: { from: begin, to: end }, regions: [], chosen: -1 });
  return null;
}

export function endCover(): void {
  useCover.setState(nothing);
}

/** Draws a new region from this moment's picture on; it covers the whole clip until it is said otherwise. */
export function addRegion(place: RegionPlace): void {
  useCover.setState(({ clip, regions }) => {
    if (regions.length >= MOST_REGIONS) return {};
    const region: CoverRegion = { what: 'face', ...clip, keyframes: [{ at: momentIn(clip), ...place }] };
    return { regions: [...regions, region], chosen: regions.length };
  });
}

/** Puts a region elsewhere at this moment; between two such moments it moves evenly. */
export function moveRegion(index: number, place: RegionPlace): void {
  change(index, (region) => {
    const at = momentIn(region);
    const others = region.keyframes.filter((keyframe) => Math.abs(keyframe.at - at) > SAME_PICTURE_MS);
    return { ...region, keyframes: [...others, { at, ...place }].sort((one, other) => one.at - other.at) };
  });
}

export function chooseRegion(chosen: number): void {
  useCover.setState({ chosen });
}

export function nameRegion(index: number, what: CoverRegion['what']): void {
  change(index, (region) => ({ ...region, what }));
}

/** Lets a region begin or end at this moment. */
export function limitRegion(index: number, limit: 'from' | 'to'): void {
  change(index, (region) => {
    const limited = { ...region, [limit]: momentIn(useCover.getState().clip) };
    const place = regionAt(region, momentIn(region)) ?? region.keyframes[0];
    const within = region.keyframes.filter(({ at }) => at >= limited.from && at <= limited.to);
    const kept = within.length > 0 || !place ? within : [{ ...place, at: limited[limit] }];
    return limited.from < limited.to ? { ...limited, keyframes: kept } : region;
  });
}

export function removeRegion(index: number): void {
  useCover.setState(({ regions }) => ({ regions: regions.filter((_, other) => other !== index), chosen: -1 }));
}

/** Has the copy made; throws what the server refuses. */
export async function makeCover(reason: string): Promise<void> {
  const { camera, clip, regions } = useCover.getState();
  if (camera?.view == null) return;
  await request('covers:make', {
    ...{ clientKey: crypto.randomUUID(), ...clip, reason },
    camera: { vehicleId: camera.vehicleId, view: camera.view },
    regions: [...regions],
  });
  endCover();
}

function change(index: number, how: (region: CoverRegion) => CoverRegion): void {
  useCover.setState(({ regions }) => ({
    regions: regions.map((region, other) => (other === index ? how(region) : region)),
    chosen: index,
  }));
}

/** This moment, within the limits of a region or of the clip. */
function momentIn({ from, to }: Span): number {
  return Math.round(Math.min(to, Math.max(from, exactMoment())));
}
