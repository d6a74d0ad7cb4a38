import type { LoggedBurst } from '@protocol';
import { memo, type ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { playBurst, useBurstPlayback } from './BurstPlayer';
import { seekTo, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { useAfterPictures } from './useAfterPictures';

const NONE: readonly LoggedBurst[] = [];

/** Who spoke in the groups, and a touch to hear it. */
export function BurstList(): ReactNode {
  const say = useWords(reviewWords);
  const listing = useReview((review) => review.listing);
  const listed = useAfterPictures(useReview((review) => review.bursts));
  const bursts = listed ?? NONE;
  const present = useReviewClock(({ at }) => bursts.findLast(({ startedAt }) => startedAt <= at)?.id ?? null);
  return (
    <section className="burst-list" aria-label={say('bursts')}>
      {listed?.length === 0 && !listing && <p className="soft">{say('noBursts')}</p>}
      <ol>
        {bursts.map((burst) => (
          <BurstRow key={burst.id} burst={burst} isPresent={burst.id === present} />
        ))}
      </ol>
    </section>
  );
}

/** Drawn anew only where it has changed itself: a day has hundreds of them, and each seek marks another one. */
const BurstRow = memo(function BurstRow({ burst, isPresent }: { burst: LoggedBurst; isPresent: boolean }): ReactNode {
  const say = useWords(reviewWords);
  const { burstId, phase } = useBurstPlayback();
  const isOwn = burstId === burst.id;
  const seconds = burst.endedAt === null ? null : Math.max(1, Math.round((burst.endedAt - burst.startedAt) / 1000));
  const canHear = burst.segmentIds.length > 0;
  return (
    <li aria-current={isPresent}>
      <button type="button" className="burst-time" onClick={() => seekTo(burst.startedAt)}>
        {clockTime(burst.startedAt)}
      </button>
      <span className="burst-who">
        <b>{burst.speakerName}</b> → {burst.groupName}
      </span>
      <span className="soft">{seconds === null ? say('ongoing') : say('seconds', { seconds })}</span>
      <button
        type="button"
        className={`burst-hear ${isOwn && phase === 'playing' ? 'playing' : ''}`}
        disabled={!canHear}
        onClick={() => void playBurst(burst)}
      >
        {!canHear
          ? say('notRecorded')
          : isOwn && phase === 'failed'
            ? say('hearFailed')
            : isOwn && phase !== 'silent'
              ? `■ ${say('stop')}`
              : `▶ ${say('hear')}`}
      </button>
    </li>
  );
});
