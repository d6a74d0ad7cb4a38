import { useEffect, useRef, useState, type RefObject } from 'react';
import { stretchAt, stretchesOf, type Stretch, type TrackRecord } from './playbackPlan';
import { fetchRecordedPiece } from './recordedMedia';
import { exactMoment, holdClock, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { SegmentPlayer } from './SegmentPlayer';
import { serverNow } from '../wire/pageConnection';

const TEND_EVERY_MS = 100;
/** Further off than this a picture is moved at once; nearer it catches up by its speed, unseen. */
const JUMP_SECONDS = 0.35;
const DRIFT_SECONDS = 0.04;
const CATCH_UP = 0.06;

export interface PlayerView {
  /** What stands at the moment: recorded, a gap and why, or nothing yet. */
  readonly stretch: Stretch | null;
  /** The picture (or sound) of the moment is there. */
  readonly ready: boolean;
  readonly unsupported: boolean;
}

/** Keeps one media element on the page's clock, fed from the record of one track. */
export function useSegmentPlayer(record: TrackRecord, element: RefObject<HTMLMediaElement | null>): PlayerView {
  const span = useReview((review) => review.span);
  const [view, setView] = useState<PlayerView>({ stretch: null, ready: false, unsupported: false });
  const newest = useRef(record);
  const { key } = record;
  useEffect(() => {
    newest.current = record;
  }, [record]);

  useEffect(() => {
    const media = element.current;
    if (!media) {
      return;
    }
    const player = SegmentPlayer.create({ element: media, epoch: span.from, fetchPiece: fetchRecordedPiece });
    const tend = (): void => {
      const at = exactMoment();
      const { segments } = newest.current;
      player.setSegments(segments);
      player.wantAt(at);
      const stretch = stretchAt(stretchesOf(newest.current, span, serverNow()), at);
      const recorded = stretch?.kind === 'recorded';
      const ready = recorded && player.has(at);
      holdClock(key, recorded && !ready && !player.isUnsupported);
      if (ready) {
        keepInStep(media, (at - span.from) / 1000);
      } else if (!media.paused) {
        media.pause();
      }
      setView((before) =>
        before.ready === ready && before.unsupported === player.isUnsupported && sameStretch(before.stretch, stretch)
          ? before
          : { stretch, ready, unsupported: player.isUnsupported },
      );
    };
    const timer = setInterval(tend, TEND_EVERY_MS);
    const stopListening = useReviewClock.subscribe(({ jumps, playing }, before) => {
      if (jumps !== before.jumps || playing !== before.playing) {
        tend();
      }
    });
    return () => {
      clearInterval(timer);
      stopListening();
      holdClock(key, false);
      player.close();
    };
  }, [element, span, key]);
  return view;
}

function keepInStep(media: HTMLMediaElement, seconds: number): void {
  const { playing, rate } = useReviewClock.getState();
  const behind = seconds - media.currentTime;
  if (Math.abs(behind) > JUMP_SECONDS || (!playing && Math.abs(behind) > DRIFT_SECONDS)) {
    media.currentTime = seconds;
  }
  media.playbackRate = rate * (Math.abs(behind) > DRIFT_SECONDS && playing ? 1 + Math.sign(behind) * CATCH_UP : 1);
  if (playing && media.paused) {
    // The browser refuses sound until the page was touched; the pictures are muted and always may.
    media.play().catch(() => undefined);
  } else if (!playing && !media.paused) {
    media.pause();
  }
}

function sameStretch(one: Stretch | null, other: Stretch | null): boolean {
  return one?.kind === other?.kind && one?.from === other?.from && (one?.kind === 'recorded' || one?.to === other?.to);
}
