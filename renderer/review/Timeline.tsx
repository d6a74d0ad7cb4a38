import { useRef, type ReactNode } from 'react';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { useSecond } from '../ui/useSecond';
import { ClipHandles } from './ClipHandles';
import { eventMark, eventSentence } from './eventSentence';
import { placed, share } from './lanePlaces';
import { stretchesOf, type Span, type Stretch, type TrackRecord } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { ticksOf } from './timeTicks';
import { useTimelineDrag } from './useTimelineDrag';
import { useTimelineView } from './timelineView';

/** The lanes of the span: what is recorded, what is missing and why, who spoke, what happened. Touch one to go there. */
export function Timeline(): ReactNode {
  const say = useWords(reviewWords);
  const sayPlayback = useWords(playbackWords);
  const { tracks, vehicles } = useReview();
  const { view, isWhole, showWhole } = useTimelineView();
  const ground = useRef<HTMLDivElement>(null);
  const hand = useTimelineDrag(ground, view);
  const plateOf = (vehicleId: string): string => vehicles.find(({ id }) => id === vehicleId)?.plate ?? vehicleId;
  return (
    <section className={`timeline ${tracks.length > FEW_LANES ? 'dense' : ''}`} aria-label={say('timeline')}>
      <ul className="lane-names">
        {tracks.map((record) => (
          <LaneName key={record.key} record={record} plate={plateOf(record.vehicleId)} />
        ))}
        <li className="lane-bursts">{say('lane.bursts')}</li>
        <li className="lane-events">{say('lane.events')}</li>
        <li className="lane-zoom">
          {isWhole ? (
            <span className="soft">{sayPlayback('zoom')}</span>
          ) : (
            <button type="button" onClick={showWhole}>
              {sayPlayback('wholeSpan')}
            </button>
          )}
        </li>
      </ul>
      <div ref={ground} className="lanes" {...hand}>
        {tracks.map((record) => (
          <TrackLane key={record.key} record={record} span={view} />
        ))}
        <BurstLane span={view} />
        <EventLane span={view} />
        <Axis span={view} />
        <ClipHandles span={view} />
        <Playhead span={view} />
      </div>
    </section>
  );
}

/** With more lanes than these each is drawn lower. */
const FEW_LANES = 5;

function LaneName({ record, plate }: { record: TrackRecord; plate: string }): ReactNode {
  const say = useWords(reviewWords);
  const sayView = useWords(viewWords);
  return <li>{say('camera', { plate, view: record.view === null ? say('lane.sound') : sayView(record.view) })}</li>;
}

function TrackLane({ record, span }: { record: TrackRecord; span: Span }): ReactNode {
  const say = useWords(reviewWords);
  const sayReason = useWords(gapWords);
  const now = useSecond();
  const titleOf = (stretch: Stretch): string | undefined => {
    const span = `${clockTime(stretch.from)}–${clockTime(stretch.to)}`;
    if (stretch.kind === 'gap') return `${say('noRecording')} ${span} · ${sayReason(stretch.reason)}`;
    if (stretch.kind === 'recorded' && stretch.reduced) return `${say('reduced')} ${span}`;
    if (stretch.kind !== 'recorded' || !stretch.backfilled) return undefined;
    const why = record.gaps.find(({ startedAt, endedAt }) => startedAt < stretch.to && (endedAt ?? now) > stretch.from);
    return `${say('backfilled')} ${span}${why ? ` · ${sayReason(why.reason)}` : ''}`;
  };
  return (
    <div className="lane" data-lane={record.key}>
      {stretchesOf(record, span, now).map((stretch) => (
        <i
          key={stretch.from}
          className={classOf(stretch)}
          style={placed(stretch.from, stretch.to, span)}
          title={titleOf(stretch)}
        />
      ))}
    </div>
  );
}

function classOf(stretch: Stretch): string {
  if (stretch.kind !== 'recorded') return stretch.kind;
  if (stretch.reduced) return 'recorded reduced';
  return stretch.backfilled ? 'recorded backfilled' : 'recorded';
}

function BurstLane({ span }: { span: Span }): ReactNode {
  const { bursts } = useReview();
  const now = useSecond();
  return (
    <div className="lane lane-bursts">
      {bursts
        .filter(({ startedAt, endedAt }) => startedAt < span.to && (endedAt ?? now) > span.from)
        .map(({ id, startedAt, endedAt, speakerName, groupName }) => (
          <i
            key={id}
            className="burst"
            style={placed(startedAt, endedAt ?? now, span)}
            title={`${clockTime(startedAt)} ${speakerName} → ${groupName}`}
          />
        ))}
    </div>
  );
}

function EventLane({ span }: { span: Span }): ReactNode {
  const { language } = useLanguage();
  const { events } = useReview();
  return (
    <div className="lane lane-events">
      {events
        .filter(({ at }) => at >= span.from && at <= span.to)
        .map((event) => (
          <i
            key={event.id}
            className={`event ${eventMark(event).tone}`}
            style={{ left: share(event.at, span) }}
            title={`${clockTime(event.at)} ${eventSentence(event, language)}`}
          />
        ))}
    </div>
  );
}

function Axis({ span }: { span: Span }): ReactNode {
  return (
    <div className="axis">
      {ticksOf(span).map(({ at, label }) => (
        <span key={at} style={{ left: share(at, span) }}>
          {label}
        </span>
      ))}
    </div>
  );
}

function Playhead({ span }: { span: Span }): ReactNode {
  const at = useReviewClock((clock) => clock.at);
  return at < span.from || at > span.to ? null : <div className="playhead" style={{ left: share(at, span) }} />;
}
