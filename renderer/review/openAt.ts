import { serverNow } from '../wire/pageConnection';
import { playableFrom, stretchesOf, type Span } from './playbackPlan';
import { seekTo, setPlaying } from './reviewClock';
import { chooseCamera } from './gridStore';
import type { SharedMoment } from './momentLink';
import { openRecord, useReview } from './reviewStore';

/** Opens the record of some vehicles and plays it from a moment on, or from the next one of which anything is on record. */
export async function openAt(vehicleIds: readonly string[], span: Span, at: number): Promise<void> {
  setPlaying(true);
  const opened = openRecord(vehicleIds, span, at);
  seekTo(at);
  await opened;
  const lanes = useReview.getState().tracks.map((record) => stretchesOf(record, span, serverNow()));
  seekTo(playableFrom(lanes, at));
}

/** Opens the moment that somebody shares, and stands still at it. */
export async function openMoment({ at, vehicleIds, from, to, camera }: SharedMoment): Promise<void> {
  setPlaying(false);
  chooseCamera(camera);
  const opened = openRecord(vehicleIds, { from, to }, at);
  seekTo(at);
  await opened;
  seekTo(at);
}
