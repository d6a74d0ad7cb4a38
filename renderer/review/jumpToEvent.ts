import type { FeedKind } from '@protocol';
import { serverNow } from '../wire/pageConnection';
import { neighbourEvent, stretchesOf } from './playbackPlan';
import { exactMoment, seekTo } from './reviewClock';
import { useReview } from './reviewStore';

/** What can be jumped to by itself; `event` is anything that happened or was said. */
export type JumpKind = 'event' | 'burst' | 'order' | 'alarm' | 'gap';

const orderKinds: readonly FeedKind[] = [
  'order-sent',
  'order-accepted',
  'order-refused',
  'order-arrived',
  'order-done',
];
const alarmKinds: readonly FeedKind[] = ['sos', 'alarm', 'emergency-call'];

/** Sets the clock on the next or the previous one; stays where there is none. */
export function jumpToEvent(direction: 'next' | 'previous', kind: JumpKind = 'event'): void {
  const at = neighbourEvent(momentsOf(kind), exactMoment(), direction);
  if (at !== null) {
    seekTo(at);
  }
}

function momentsOf(kind: JumpKind): readonly number[] {
  const { events, bursts, tracks, span } = useReview.getState();
  const said = bursts.map(({ startedAt }) => startedAt);
  switch (kind) {
    case 'event':
      return [...events.map(({ at }) => at), ...said];
    case 'burst':
      return said;
    case 'order':
      return events.filter((event) => orderKinds.includes(event.kind)).map(({ at }) => at);
    case 'alarm':
      return events.filter((event) => alarmKinds.includes(event.kind)).map(({ at }) => at);
    case 'gap':
      return tracks
        .filter(({ track }) => track === 'camera')
        .flatMap((record) => stretchesOf(record, span, serverNow()))
        .filter((stretch) => stretch.kind === 'gap')
        .map(({ from }) => from);
  }
}
