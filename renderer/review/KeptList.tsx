import { App, Button } from 'antd';
import type { CoveredCopy, Mark, Still } from '@protocol';
import { useEffect, type ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { setClip } from './clipStore';
import { clipWords, coverStateWords } from './clipWords';
import { followCovers, useCovers } from './coversStore';
import { exactTime } from './exactTime';
import { keepFile } from './keepFile';
import { loadMarks, removeMark, useMarks } from './marksStore';
import { seekTo } from './reviewClock';
import { useReview } from './reviewStore';

/** What was set apart of the open record: marks and clips, stills, covered copies. A touch goes there. */
export function KeptList(): ReactNode {
  const say = useWords(clipWords);
  const { marks, stills } = useMarks();
  const copies = useCovers((covers) => covers.copies);
  return (
    <section className="kept-list" aria-label={say('kept')}>
      {marks.length + stills.length + copies.length === 0 && <p className="soft">{say('keptNone')}</p>}
      <ol>
        {marks.map((mark) => (
          <MarkRow key={mark.id} mark={mark} />
        ))}
        {stills.map((still) => (
          <StillRow key={still.id} still={still} />
        ))}
        {copies.map((copy) => (
          <CopyRow key={copy.id} copy={copy} />
        ))}
      </ol>
    </section>
  );
}

/** Loads what was set apart whenever another record is opened. */
export function useKept(): number {
  const shelf = useReview((review) => review.shelf);
  const mayExport = usePermission('evidence.export');
  useEffect(() => void loadMarks().catch(() => undefined), [shelf]);
  useEffect(() => (mayExport ? followCovers() : undefined), [shelf, mayExport]);
  const { marks, stills } = useMarks();
  return marks.length + stills.length + useCovers((covers) => covers.copies.length);
}

function useTell(): (error: unknown) => void {
  const { message } = App.useApp();
  return (error) => void message.error(errorText(error));
}

function MarkRow({ mark }: { mark: Mark }): ReactNode {
  const say = useWords(clipWords);
  const mayMark = usePermission('recording.mark');
  const tell = useTell();
  const { id, from, to, name, text, authorName, cameras } = mark;
  const isClip = to > from;
  const go = (): void => {
    if (isClip) setClip({ from, to });
    seekTo(from);
  };
  return (
    <li data-kept={isClip ? 'clip' : 'mark'}>
      <button type="button" onClick={go}>
        <i aria-hidden>{isClip ? '▭' : '◆'}</i>
        <time>{isClip ? say('clipSpan', { from: clockTime(from), to: clockTime(to) }) : clockTime(from)}</time>
        <b>{name}</b> <span>{text}</span>
        <small>
          {authorName} · {cameras.length}
        </small>
      </button>
      {mayMark && (
        <Button size="small" type="text" aria-label={say('remove')} onClick={() => void removeMark(id).catch(tell)}>
          ✕
        </Button>
      )}
    </li>
  );
}

function StillRow({ still }: { still: Still }): ReactNode {
  const say = useWords(clipWords);
  const sayView = useWords(viewWords);
  const mayExport = usePermission('evidence.export');
  const tell = useTell();
  const { id, at, plate, cameraView, reason, authorName } = still;
  return (
    <li data-kept="still">
      <button type="button" onClick={() => seekTo(at)}>
        <i aria-hidden>▣</i>
        <time>{exactTime(at)}</time>
        <b>
          {plate} {sayView(cameraView)}
        </b>{' '}
        <span>{reason}</span>
        <small>{authorName}</small>
      </button>
      {mayExport && (
        <Button
          size="small"
          onClick={() => void keepFile(`/media/stills/${encodeURIComponent(id)}`, `zhiqin-still-${id}.jpg`).catch(tell)}
        >
          {say('download')}
        </Button>
      )}
    </li>
  );
}

function CopyRow({ copy }: { copy: CoveredCopy }): ReactNode {
  const say = useWords(clipWords);
  const sayState = useWords(coverStateWords);
  const sayView = useWords(viewWords);
  const tell = useTell();
  const { id, from, to, plate, cameraView, state, percent, regions } = copy;
  const span = { from: clockTime(from), to: clockTime(to) };
  const keep = (): void => {
    const name = `zhiqin-covered-copy-${id}.mp4`;
    keepFile(`/media/covers/${encodeURIComponent(id)}`, name).catch(tell);
  };
  return (
    <li data-kept="cover" data-state={state}>
      <button type="button" onClick={() => seekTo(from)}>
        <i aria-hidden>▩</i>
        <b>{say('cover')}</b>{' '}
        <span>{say('coverOf', { plate, view: sayView(cameraView), ...span, count: regions.length })}</span>
        <small>
          {sayState(state)}
          {state === 'running' && ` ${percent}%`}
        </small>
      </button>
      {state === 'done' && (
        <Button size="small" onClick={keep}>
          {say('download')}
        </Button>
      )}
    </li>
  );
}
