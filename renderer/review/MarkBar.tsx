import { App, Button, Input } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { operationWords } from '../operations/operationWords';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useGrid } from './gridStore';
import { addMark, loadMarks, removeMark, useMarks } from './marksStore';
import { momentLink } from './momentLink';
import { exactMoment, seekTo } from './reviewClock';
import { useReview } from './reviewStore';

/** Marks, clips and links: what is set apart of every open camera at once, with a note, and the way back to it. */
export function MarkBar(): ReactNode {
  const say = useWords(operationWords);
  const { message } = App.useApp();
  const mayMark = usePermission('recording.mark');
  const marks = useMarks((state) => state.marks);
  const shelf = useReview((review) => review.shelf);
  const [note, setNote] = useState('');
  const [begin, setBegin] = useState<number | null>(null);
  const [end, setEnd] = useState<number | null>(null);
  const tell = (error: unknown): void => void message.error(errorText(error));
  useEffect(() => void loadMarks().catch(() => undefined), [shelf]);
  const add = (from: number, to: number): void => {
    addMark(from, to, note.trim())
      .then(() => {
        setNote('');
        void message.success(say('marked', { time: clockTime(from) }));
      })
      .catch(tell);
  };
  const copyLink = (): void => {
    const { vehicleIds, span } = useReview.getState();
    const hash = momentLink({ at: exactMoment(), vehicleIds, ...span, camera: useGrid.getState().solo });
    navigator.clipboard
      .writeText(`${location.origin}/review${hash}`)
      .then(() => message.success(say('copied')))
      .catch(tell);
  };
  const isClip = begin !== null && end !== null && end > begin;
  return (
    <section className="mark-bar" aria-label={say('marks')}>
      <Button onClick={copyLink}>{say('copyLink')}</Button>
      {mayMark && (
        <>
          <Input
            className="mark-note"
            maxLength={500}
            value={note}
            placeholder={say('note')}
            aria-label={say('note')}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button onClick={() => add(exactMoment(), exactMoment())}>{say('mark')}</Button>
          <Button onClick={() => setBegin(exactMoment())}>{say('inPoint')}</Button>
          <Button onClick={() => setEnd(exactMoment())}>{say('outPoint')}</Button>
          {isClip && (
            <Button type="primary" onClick={() => add(begin, end)}>
              {say('keepClip')} {say('clip', { from: clockTime(begin), to: clockTime(end) })}
            </Button>
          )}
        </>
      )}
      <ol className="mark-list">
        {marks.map(({ id, from, to, text, authorName }) => (
          <li key={id}>
            <button type="button" onClick={() => seekTo(from)} title={authorName}>
              {to > from ? say('clip', { from: clockTime(from), to: clockTime(to) }) : clockTime(from)} {text}
            </button>
            {mayMark && (
              <button type="button" aria-label={say('remove')} onClick={() => void removeMark(id).catch(tell)}>
                ✕
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
