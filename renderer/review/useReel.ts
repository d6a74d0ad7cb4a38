import { useEffect, useRef, useState, type RefObject } from 'react';
import { serverNow } from '../wire/pageConnection';
import { CameraReel } from './CameraReel';
import { stretchAt, stretchesOf, type Stretch, type TrackRecord } from './playbackPlan';
import { recordedMedia } from './recordedMedia';
import { holdClock, onClockTick } from './reviewClock';
import { useReview } from './reviewStore';
import { closedReel, drewNothing, drewPicture, openReels } from './openReels';

/** What is on record is worked out anew this often, since it grows. */
const STRETCHES_AGE_MS = 500;

export interface ReelView {
  /** What stands at the moment: recorded, a gap and why, or nothing yet. */
  readonly stretch: Stretch | null;
  /** The picture of the moment is shown. */
  readonly ready: boolean;
  readonly unsupported: boolean;
}

/** Draws the record of one camera onto a canvas, always the picture of the page's clock. */
export function useReel(record: TrackRecord, canvas: RefObject<HTMLCanvasElement | null>): ReelView {
  const { span, shelf } = useReview();
  const [view, setView] = useState<ReelView>({ stretch: null, ready: false, unsupported: false });
  const newest = useRef(record);
  const { key } = record;
  useEffect(() => {
    newest.current = record;
  }, [record]);

  useEffect(() => {
    const reel = new CameraReel({ finder: shelf.finderOf(key), media: recordedMedia });
    openReels.set(key, reel);
    let drawn: VideoFrame | null = null;
    let known = { record: newest.current, stretches: stretchesOf(newest.current, span, serverNow()), at: 0 };
    const stop = onClockTick((clock) => {
      if (known.record !== newest.current || clock.time - known.at > STRETCHES_AGE_MS) {
        known = { record: newest.current, stretches: stretchesOf(newest.current, span, serverNow()), at: clock.time };
      }
      const listed = stretchAt(known.stretches, clock.at);
      const picture = listed?.kind === 'recorded' ? reel.pictureAt(clock) : null;
      const stretch = picture === null && listed?.kind === 'recorded' ? seenStretch(listed, reel, clock.at) : listed;
      const recorded = stretch?.kind === 'recorded';
      if (picture !== null && picture !== drawn && canvas.current) {
        draw(canvas.current, picture);
        drewPicture(key, picture.timestamp / 1000);
      }
      if (!recorded) {
        drewNothing(key);
      }
      drawn = picture;
      const ready = picture !== null;
      const unsupported = reel.isUnsupported;
      holdClock(key, recorded && !ready && !unsupported);
      setView((before) =>
        before.ready === ready && before.unsupported === unsupported && sameStretch(before.stretch, stretch)
          ? before
          : { stretch, ready, unsupported },
      );
    });
    return () => {
      stop();
      holdClock(key, false);
      closedReel(key);
      reel.close();
    };
  }, [canvas, span, shelf, key]);
  return view;
}

/** A file may have a hole that the ledger does not know of, where pictures failed to come for a second or two. */
function seenStretch(listed: Stretch, reel: CameraReel, at: number): Stretch {
  const hole = reel.holeAt(at);
  const within = hole && { from: Math.max(hole.from, listed.from), to: Math.min(hole.to, listed.to) };
  return within ? { kind: 'gap', reason: 'no-media', ...within } : listed;
}

function draw(canvas: HTMLCanvasElement, picture: VideoFrame): void {
  const { displayWidth, displayHeight } = picture;
  if (canvas.width !== displayWidth || canvas.height !== displayHeight) {
    canvas.width = displayWidth;
    canvas.height = displayHeight;
  }
  canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
}

function sameStretch(one: Stretch | null, other: Stretch | null): boolean {
  return one?.kind === other?.kind && one?.from === other?.from && (one?.kind === 'recorded' || one?.to === other?.to);
}
