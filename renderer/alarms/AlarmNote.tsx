import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { alarmWords } from './alarmWords';

const MINUTE_MS = 60_000;
const parkingMinutes = [5, 15, 30, 60] as const;

/** Asks why an alarm is parked and for how long, or what came of it. */
export function AlarmNote({
  asks,
  onDone,
  onClose,
}: {
  asks: 'park' | 'complete';
  onDone: (note: string, until: number) => void;
  onClose: () => void;
}): ReactNode {
  const say = useWords(alarmWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [note, setNote] = useState('');
  const [minutes, setMinutes] = useState<number>(parkingMinutes[0]);
  useEffect(() => dialog.current?.showModal(), []);
  const title = say(asks === 'park' ? 'reason' : 'result');
  return (
    <dialog ref={dialog} className="alarm-note" aria-label={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDone(note.trim(), serverNow() + minutes * MINUTE_MS);
        }}
      >
        <h3>{title}</h3>
        <textarea
          autoFocus
          rows={3}
          maxLength={500}
          placeholder={say(asks === 'park' ? 'reasonHint' : 'resultHint')}
          aria-label={title}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        {asks === 'park' && (
          <fieldset>
            <legend>{say('until')}</legend>
            {parkingMinutes.map((choice) => (
              <label key={choice}>
                <input type="radio" name="minutes" checked={minutes === choice} onChange={() => setMinutes(choice)} />
                {say('minutes', { minutes: choice })}
              </label>
            ))}
          </fieldset>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
          <button type="submit" className="alarm-attend" disabled={note.trim() === ''}>
            {say('confirm')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
