import { useRef, type PointerEvent, type ReactNode } from 'react';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { useSecond } from '../ui/useSecond';
import { eventMark, eventSentence } from './eventSentence';
import { stretchesOf, type Span, type TrackRecord } from './playbackPlan';
import { seekTo, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { ticksOf } from './timeTicks';

/** The lanes of the span: what is recorded, what is missing and why, who spoke, what happened. Touch one to go there. */
export function Timeline({ tracks }: { tracks: readonly TrackRecord[] }): ReactNode {
  const say = useWords(reviewWords);
  const { span, vehicles, vehicleId } = useReview();
  const ground = useRef<HTMLDivElement>(null);
  const plate = vehicles.find(({ id }) => id === vehicleId)?.plate ?? '';
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const box = ground.current?.getBoundingClientRect();
    if (box && box.width > 0) {
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      seekTo(span.from + share * (span.to - span.from));
    }
  };
  return (
    <section className="timeline" aria-label={say('timeline')}>
      <ul className="lane-names">
        {tracks.map((record) => (
          <LaneName key={record.key} record={record} plate={plate} />
        ))}
        <li>{say('lane.bursts')}</li>
        <li>{say('lane.events')}</li>
      </ul>
      <div
        ref={ground}
        className="lanes"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seek(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) {
            seek(event);
          }
        }}
      >
        {tracks.map((record) => (
          <TrackLane key={record.key} record={record} span={span} />
        ))}
        <BurstLane span={span} />
        <EventLane span={span} />
        <Axis span={span} />
        <Playhead span={span} />
      </div>
    </section>
  );
}

function LaneName({ record, plate }: { record: TrackRecord; plate: string }): ReactNode {
  const say = useWords(reviewWords);
  const sayView = useWords(viewWords);
  return <li>{record.view === null ? say('lane.sound') : say('camera', { plate, view: sayView(record.view) })}</li>;
}

const share = (at: number, span: Span): string => `${((at - span.from) / (span.to - span.from)) * 100}%`;

function placed(from: number, to: number, span: Span): { left: string; width: string } {
  const begin = Math.max(from, span.from);
  return { left: share(begin, span), width: `${((Math.min(to, span.to) - begin) / (span.to - span.from)) * 100}%` };
}

function TrackLane({ record, span }: { record: TrackRecord; span: Span }): ReactNode {
  const say = useWords(reviewWords);
  const sayReason = useWords(gapWords);
  const now = useSecond();
  return (
    <div className="lane" data-lane={record.key}>
      {stretchesOf(record, span, now).map((stretch) => (
        <i
          key={stretch.from}
          className={stretch.kind}
          style={placed(stretch.from, stretch.to, span)}
          title={
            stretch.kind === 'gap'
              ? `${say('noRecording')} ${clockTime(stretch.from)}–${clockTime(stretch.to)} · ${sayReason(stretch.reason)}`
              : undefined
          }
        />
      ))}
    </div>
  );
}

function BurstLane({ span }: { span: Span }): ReactNode {
  const { bursts } = useReview();
  const now = useSecond();
  return (
    <div className="lane">
      {bursts.map(({ id, startedAt, endedAt, speakerName, groupName }) => (
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
    <div className="lane">
      {events.map((event) => (
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
  return <div className="playhead" style={{ left: share(Math.min(span.to, Math.max(span.from, at)), span) }} />;
}
