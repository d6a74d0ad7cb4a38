import type { FeedEntry, LoggedBurst, Place, Vehicle } from '@protocol';
import { create } from 'zustand';
import { request, serverNow } from '../wire/pageConnection';
import { tracksOf, type Span, type TrackRecord } from './playbackPlan';
import { SegmentShelf } from './SegmentShelf';

/** A vehicle whose record can be opened; of one that has left what is shown of its cameras is what they recorded. */
export type ReviewedVehicle = Pick<Vehicle, 'id' | 'plate' | 'placeId' | 'cameras'>;

interface ReviewState {
  readonly places: readonly Place[];
  /** The vehicles that are there now. */
  readonly fleet: readonly ReviewedVehicle[];
  /** The same, and behind them those that were here on a day that was asked for and have gone elsewhere since. */
  readonly vehicles: readonly ReviewedVehicle[];
  /** The vehicles that are open, in the order of their tiles. */
  readonly vehicleIds: readonly string[];
  readonly span: Span;
  readonly tracks: readonly TrackRecord[];
  readonly bursts: readonly LoggedBurst[];
  readonly events: readonly FeedEntry[];
  /** Where the files of the open record are found. */
  readonly shelf: SegmentShelf;
  /** A record is being opened where none was. */
  readonly loading: boolean;
  /** A record is being opened: what was open before is left already. */
  readonly opening: boolean;
  /** Who spoke and what happened has not come yet. */
  readonly listing: boolean;
  readonly error: unknown;
}

/** A new listing begins this much before now, so that what was open is seen closed. */
const OVERLAP_MS = 30_000;
const FEED_PAGE = 1000;
const BURST_PAGE = 500;
/** So many pages of a busy day are read; what lies before them is left out. */
const MOST_PAGES = 8;

export const useReview = create<ReviewState>(() => ({
  places: [],
  fleet: [],
  vehicles: [],
  ...emptyRecord([], { from: 0, to: 0 }),
  loading: false,
  opening: false,
  listing: false,
  error: null,
}));

let loadings = 0;

/** The vehicles to choose from. */
export async function loadVehicles(): Promise<void> {
  try {
    const { vehicles, places } = await request('fleet:list', {});
    const fleet = [...vehicles].sort((one, other) => one.plate.localeCompare(other.plate, 'zh-CN'));
    useReview.setState((before) => ({ places, fleet, vehicles: withFormer(fleet, before.vehicles) }));
  } catch (error) {
    useReview.setState({ error });
  }
}

/** Finds the vehicles that were here on a day and have gone elsewhere since, recorded or not, as the ledger has them. */
export async function loadFormerVehicles({ from, to }: Span): Promise<void> {
  try {
    const span = { from: Math.floor(from), to: Math.ceil(to) };
    const found = (await request('recording:vehicles', span)).vehicles.map(({ id, plate, placeId }) => ({
      ...{ id, plate: plate ?? id, placeId, cameras: [] },
    }));
    useReview.setState(({ fleet, vehicles }) => ({ vehicles: withFormer(fleet, [...found, ...vehicles]) }));
  } catch (error) {
    console.warn('vehicles that have gone elsewhere are not in the list', error);
  }
}

function withFormer(fleet: readonly ReviewedVehicle[], others: readonly ReviewedVehicle[]): readonly ReviewedVehicle[] {
  return [...new Map([...fleet, ...others].reverse().map((vehicle) => [vehicle.id, vehicle])).values()].reverse();
}

/**
 * Opens the record of some vehicles in a span, to be shown at a moment; whatever was open before is left. The page stays
 * as it stands meanwhile: to take its map down and to draw another one takes longer than to open a record.
 */
export async function openRecord(vehicleIds: readonly string[], span: Span, at = span.from): Promise<void> {
  const loading = (loadings += 1);
  const before = useReview.getState();
  before.shelf.close();
  const isFirst = before.vehicleIds.length === 0 || before.loading || before.error !== null;
  useReview.setState({ ...emptyRecord(vehicleIds, span), loading: isFirst, opening: true, listing: true, error: null });
  try {
    const found = loadTracks(vehicleIds, span);
    // The files are listed while it is found out what is on record.
    void useReview.getState().shelf.prepare(at);
    const { fleet } = useReview.getState();
    if (vehicleIds.some((id) => fleet.every((vehicle) => vehicle.id !== id))) void loadFormerVehicles(span);
    const tracks = await found;
    if (loading === loadings) {
      useReview.setState({ tracks, loading: false, opening: false });
      void loadTalkAndEvents(vehicleIds, span, loading);
    }
  } catch (error) {
    if (loading === loadings) {
      useReview.setState({ error, loading: false, opening: false });
    }
  }
}

/** Who spoke and what happened, which no picture waits for. */
async function loadTalkAndEvents(vehicleIds: readonly string[], span: Span, loading: number): Promise<void> {
  try {
    const [bursts, events] = await Promise.all([loadBursts(span), loadEvents(vehicleIds, span)]);
    if (loading === loadings) {
      useReview.setState((before) => ({
        bursts: merged(bursts, before.bursts),
        events: merged(events, before.events),
        listing: false,
      }));
    }
  } catch (error) {
    if (loading === loadings) {
      useReview.setState({ error });
    }
  }
}

/** Takes in what has been recorded since, where the span reaches to now. */
export async function followRecord(): Promise<void> {
  const { vehicleIds, span, opening } = useReview.getState();
  if (vehicleIds.length === 0 || opening || serverNow() > span.to + OVERLAP_MS) {
    return;
  }
  const asked = loadings;
  const from = Math.max(span.from, Math.round(serverNow() - OVERLAP_MS * 2));
  try {
    const [tracks, bursts, events] = await Promise.all([
      loadTracks(vehicleIds, span),
      loadBursts({ from, to: span.to }),
      loadEvents(vehicleIds, { from, to: span.to }),
    ]);
    if (asked === loadings) {
      useReview.setState((before) => ({
        tracks,
        bursts: merged(before.bursts, bursts),
        events: merged(before.events, events),
        error: null,
      }));
    }
  } catch (error) {
    console.warn('the newest part of the record could not be loaded', error);
  }
}

function emptyRecord(
  vehicleIds: readonly string[],
  span: Span,
): Pick<ReviewState, 'vehicleIds' | 'span' | 'tracks' | 'bursts' | 'events' | 'shelf'> {
  const shelf = new SegmentShelf({
    span,
    load: async (stretch) => (await request('review:segments', { vehicleIds: [...vehicleIds], ...stretch })).segments,
    now: serverNow,
  });
  return { vehicleIds, span, tracks: [], bursts: [], events: [], shelf };
}

async function loadTracks(vehicleIds: readonly string[], span: Span): Promise<readonly TrackRecord[]> {
  const { lanes } = await request('review:lanes', { vehicleIds: [...vehicleIds], ...span });
  return tracksOf(vehicleIds, lanes);
}

async function loadBursts(span: Span): Promise<readonly LoggedBurst[]> {
  const load = async (to: number): Promise<readonly LoggedBurst[]> =>
    (await request('voiceLog:list', { from: span.from, to, groupId: null, speakerId: null, limit: BURST_PAGE })).bursts;
  return everyPage(span, BURST_PAGE, load, ({ startedAt }) => startedAt);
}

async function loadEvents(vehicleIds: readonly string[], span: Span): Promise<readonly FeedEntry[]> {
  const load = async (to: number): Promise<readonly FeedEntry[]> =>
    (await request('feed:list', { from: span.from, to, limit: FEED_PAGE })).entries;
  const entries = await everyPage(span, FEED_PAGE, load, ({ at }) => at);
  return entries.filter(({ vehicleId }) => vehicleId === null || vehicleIds.includes(vehicleId));
}

/** The answers come newest first and cut off; they are asked for page by page and put oldest first. */
async function everyPage<Item extends { readonly id: string }>(
  { from, to }: Span,
  size: number,
  load: (to: number) => Promise<readonly Item[]>,
  momentOf: (item: Item) => number,
): Promise<readonly Item[]> {
  const items = new Map<string, Item>();
  let end = to;
  for (let page = 0; page < MOST_PAGES && end >= from; page += 1) {
    const loaded = await load(end);
    const before = items.size;
    for (const item of loaded) {
      items.set(item.id, item);
    }
    if (loaded.length < size || items.size === before) {
      break;
    }
    end = loaded.reduce((oldest, item) => Math.min(oldest, momentOf(item)), end);
  }
  return [...items.values()].sort((one, other) => momentOf(one) - momentOf(other));
}

function merged<Item extends { readonly id: string }>(
  before: readonly Item[],
  newer: readonly Item[],
): readonly Item[] {
  const replaced = new Set(newer.map(({ id }) => id));
  return [...before.filter(({ id }) => !replaced.has(id)), ...newer];
}
