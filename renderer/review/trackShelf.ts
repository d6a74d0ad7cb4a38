import type { Position } from '@protocol';
import { create } from 'zustand';
import { request, serverNow } from '../wire/pageConnection';
import { trackStretchAt } from './trackPosition';

/** What goes on is asked for again after this. */
const LIVE_AGE_MS = 4_000;

interface TrackShelf {
  readonly askedAt: number;
  /** By vehicle, in the order of their times. */
  readonly tracks: ReadonlyMap<string, readonly Position[]>;
}

/** The way that each open vehicle took around the moment of the clock. */
export const useTrackShelf = create<TrackShelf>(() => ({ askedAt: 0, tracks: new Map() }));

let asked = '';

/** Sees to it that the stretch which holds a moment is there; called again and again as the clock goes. */
export async function wantTracks(vehicleIds: readonly string[], moment: number): Promise<void> {
  const { from, to } = trackStretchAt(moment);
  const known = useTrackShelf.getState();
  const now = serverNow();
  const isLive = now < to + LIVE_AGE_MS;
  const question = `${from} ${vehicleIds.join()}`;
  if (question === asked && (!isLive || now - known.askedAt < LIVE_AGE_MS)) {
    return;
  }
  const isOther = question !== asked;
  asked = question;
  useTrackShelf.setState(isOther ? { askedAt: now, tracks: new Map() } : { askedAt: now });
  const tracks = await Promise.all(
    vehicleIds.map(async (vehicleId) => {
      // A vehicle that belongs elsewhere by now has recordings here, and no way that is ours to see.
      const answer = await request('fleet:track', { vehicleId, from, to }).catch(() => null);
      return [vehicleId, [...(answer?.positions ?? [])].sort((one, other) => one.at - other.at)] as const;
    }),
  );
  if (asked === question) {
    useTrackShelf.setState({ tracks: new Map(tracks) });
  }
}
