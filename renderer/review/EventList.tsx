import type { FeedEntry } from '@protocol';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { eventMark, eventSentence } from './eventSentence';
import { seekTo, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { useAfterPictures } from './useAfterPictures';

const NONE: readonly FeedEntry[] = [];

/** What happened, oldest first; the one that was last at the moment of the clock is marked and kept in sight. */
export function EventList(): ReactNode {
  const say = useWords(reviewWords);
  const listing = useReview((review) => review.listing);
  const listed = useAfterPictures(useReview((review) => review.events));
  const events = listed ?? NONE;
  const present = useReviewClock(({ at }) => events.findLast((event) => event.at <= at)?.id ?? null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current=true]');
    if (row && list.current) {
      list.current.scrollTop = row.offsetTop - list.current.clientHeight / 2;
    }
  }, [present]);
  return (
    <section className="event-list">
      <h2>
        {say('events')} <span>{say('followsClock')}</span>
      </h2>
      {listed?.length === 0 && !listing && <p className="soft">{say('noEvents')}</p>}
      <ol ref={list}>
        {events.map((event) => (
          <EventRow key={event.id} event={event} isPresent={event.id === present} />
        ))}
      </ol>
    </section>
  );
}

/** Drawn anew only where it has changed itself: each seek marks another one. */
const EventRow = memo(function EventRow({ event, isPresent }: { event: FeedEntry; isPresent: boolean }): ReactNode {
  const { language } = useLanguage();
  const { sign, tone } = eventMark(event);
  return (
    <li aria-current={isPresent}>
      <button type="button" onClick={() => seekTo(event.at)}>
        <time>{clockTime(event.at)}</time>
        <i className={tone} aria-hidden>
          {sign}
        </i>
        <span>{eventSentence(event, language)}</span>
      </button>
    </li>
  );
});
