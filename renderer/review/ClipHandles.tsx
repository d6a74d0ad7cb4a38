import type { PointerEvent, ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { clipWords } from './clipWords';
import { setHandle, useHandles } from './clipStore';
import { placed, share } from './lanePlaces';
import type { Span } from './playbackPlan';
import { seekTo } from './reviewClock';

/** The clip on the timeline: what lies between its handles, and the handles to drag; the picture follows the hand. */
export function ClipHandles({ span }: { span: Span }): ReactNode {
  const { begin, end } = useHandles();
  return (
    <>
      {begin !== null && end !== null && <div className="clip-span" style={placed(begin, end, span)} />}
      {begin !== null && <Handle which="begin" at={begin} span={span} />}
      {end !== null && <Handle which="end" at={end} span={span} />}
    </>
  );
}

function Handle({ which, at, span }: { which: 'begin' | 'end'; at: number; span: Span }): ReactNode {
  const say = useWords(clipWords);
  if (at < span.from || at > span.to) return null;
  const move = (event: PointerEvent<HTMLButtonElement>): void => {
    const lanes = event.currentTarget.closest('.lanes')?.getBoundingClientRect();
    if (!lanes || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    const moment = span.from + ((event.clientX - lanes.left) / lanes.width) * (span.to - span.from);
    setHandle(which, moment);
    seekTo(moment);
  };
  return (
    <button
      type="button"
      className={`clip-handle ${which}`}
      style={{ left: share(at, span) }}
      aria-label={say('handle', { which: say(which === 'begin' ? 'inPoint' : 'outPoint') })}
      title={clockTime(at)}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
    />
  );
}
