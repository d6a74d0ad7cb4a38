import type { ReactNode } from 'react';
import { chooseVehicle } from '../fleet/selectionStore';
import { clockTime, shortTime } from '../ui/formatTime';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import './feed.css';
import { useFeed } from './feedStore';
import { feedLooks, feedText } from './feedText';
import { feedWords } from './feedWords';

/** What happened, newest first. A click on a vehicle's line chooses the vehicle. */
export function EventFeed(): ReactNode {
  const say = useWords(feedWords);
  // The sentences are in the chosen language.
  useLanguage();
  const { entries } = useFeed();
  const now = serverNow();
  return (
    <section className="feed" aria-label={say('title')}>
      <h2>{say('title')}</h2>
      {entries.length === 0 && <p className="feed-none">{say('none')}</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.id} data-kind={entry.kind}>
            <time dateTime={new Date(entry.at).toISOString()}>
              {now - entry.at < 12 * 60 * 60 * 1000 ? clockTime(entry.at) : shortTime(entry.at, now)}
            </time>
            <i style={{ color: feedLooks[entry.kind].colour }} aria-hidden="true">
              {feedLooks[entry.kind].mark}
            </i>
            {entry.vehicleId === null ? (
              <span>{feedText(entry)}</span>
            ) : (
              <button type="button" onClick={() => chooseVehicle(entry.vehicleId, true)}>
                {feedText(entry)}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
