import { useEffect, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { notify } from './noticeStore';
import './sos.css';
import { callForHelp, followSos, takeBackCallForHelp, useSos } from './sosStore';
import { sosWords } from './sosWords';

const UNDO_MS = 3_000;

/**
 * One press calls for help; for three seconds the same place takes it back. After that it says who has it, until the
 * centre has closed it.
 */
export function SosButton({ vehicleId }: { vehicleId: string }): ReactNode {
  const say = useWords(sosWords);
  const { pending, alarm } = useSos();
  const [undoUntil, setUndoUntil] = useState(0);
  const [left, setLeft] = useState(0);
  useEffect(() => followSos(vehicleId), [vehicleId]);
  useEffect(() => {
    if (undoUntil === 0) return undefined;
    const count = (): void => setLeft(Math.max(0, Math.ceil((undoUntil - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 200);
    return () => clearInterval(timer);
  }, [undoUntil]);

  const isOpen = pending !== null || (alarm !== null && alarm.state !== 'completed');
  const mayUndo = isOpen && left > 0;
  const press = (): void => {
    if (mayUndo) {
      setUndoUntil(0);
      setLeft(0);
      takeBackCallForHelp().catch((error: unknown) => notify('bad', errorText(error)));
    } else if (!isOpen) {
      setUndoUntil(Date.now() + UNDO_MS);
      setLeft(UNDO_MS / 1000);
      void callForHelp(vehicleId);
    }
  };
  return (
    <button
      type="button"
      className="sos-button"
      data-open={isOpen}
      data-attended={alarm?.state === 'attended'}
      disabled={isOpen && !mayUndo}
      aria-live="assertive"
      onContextMenu={(event) => event.preventDefault()}
      onClick={press}
    >
      {!isOpen && (
        <>
          <b>{say('sos')}</b>
          <small>{say('pressForHelp')}</small>
        </>
      )}
      {mayUndo && (
        <>
          <b>{say('undo', { seconds: left })}</b>
          <small>{say(pending === null ? 'sent' : 'sending')}</small>
        </>
      )}
      {isOpen && !mayUndo && (
        <>
          <b>
            {say(pending !== null ? 'sending' : alarm?.state === 'attended' ? 'attended' : 'sent', {
              name: alarm?.owner?.name ?? '',
            })}
          </b>
          <small>{say('keepsRecording')}</small>
        </>
      )}
    </button>
  );
}
