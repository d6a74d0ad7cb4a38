import { useEffect, useRef, type ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { eventMark, eventSentence } from './eventSentence';
import { seekTo, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';

/** What happened, oldest first; the one that was last at the moment of the clock is marked and kept in sight. */
export function EventList(): ReactNode {
  const say = useWords(reviewWords);
  const { language } = useLanguage();
  const { events } = useReview();
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
      {events.length === 0 && <p className="soft">{say('noEvents')}</p>}
      <ol ref={list}>
        {events.map((event) => {
          const { sign, tone } = eventMark(event);
          return (
            <li key={event.id} aria-current={event.id === present}>
              <button type="button" onClick={() => seekTo(event.at)}>
                <time>{clockTime(event.at)}</time>
                <i className={tone} aria-hidden>
                  {sign}
                </i>
                <span>{eventSentence(event, language)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
