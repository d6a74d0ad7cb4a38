import { neighbourEvent } from './playbackPlan';
import { exactMoment, seekTo } from './reviewClock';
import { useReview } from './reviewStore';

/** Sets the clock on the next or the previous event or burst; stays where there is none. */
export function jumpToEvent(direction: 'next' | 'previous'): void {
  const { events, bursts } = useReview.getState();
  const moments = [...events.map(({ at }) => at), ...bursts.map(({ startedAt }) => startedAt)];
  const at = neighbourEvent(moments, exactMoment(), direction);
  if (at !== null) {
    seekTo(at);
  }
}
