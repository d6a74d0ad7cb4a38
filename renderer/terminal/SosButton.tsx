import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { notify } from './noticeStore';
import './sos.css';
import { followSosKey } from './sosKeyStore';
import { callForHelp, followSos, isCalling, takeBackCallForHelp, useSos } from './sosStore';
import { sosWords } from './sosWords';

const UNDO_MS = 3_000;

/**
 * One press, or the device's own key, calls for help. For three seconds a place of its own takes it back, so that
 * pressing again and again in fear undoes nothing. After that it says who has it, until the centre has closed it. Off
 * duty it calls as well: then nothing is seen and heard at the centre yet, and it says so.
 */
export function SosButton({ vehicleId, onDuty }: { vehicleId: string; onDuty: boolean }): ReactNode {
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

  const isOpen = isCalling({ pending, alarm });
  const mayUndo = isOpen && left > 0;
  const press = (): void => {
    if (isOpen) return;
    setUndoUntil(Date.now() + UNDO_MS);
    setLeft(UNDO_MS / 1000);
    void callForHelp(vehicleId);
  };
  const undo = (): void => {
    setUndoUntil(0);
    setLeft(0);
    takeBackCallForHelp().catch((error: unknown) => notify('bad', errorText(error)));
  };
  const keyPressed = useEffectEvent(press);
  useEffect(() => followSosKey(() => keyPressed()), []);

  if (!isOpen) {
    return (
      <button
        type="button"
        className="sos-button"
        onContextMenu={(event) => event.preventDefault()}
        onClick={press}
        data-open={false}
      >
        <b>{say('sos')}</b>
        <small>{say('pressForHelp')}</small>
      </button>
    );
  }
  const owner = alarm?.state === 'attended' ? (alarm.owner?.name ?? '') : null;
  return (
    <div className="sos-open" data-open data-attended={owner !== null} role="status" aria-live="assertive">
      <p>
        <b>{pending !== null ? say('sending') : owner === null ? say('sent') : say('attended', { name: owner })}</b>
        <small>{say(pending !== null ? 'keepsTrying' : onDuty ? 'keepsRecording' : 'keepsPosition')}</small>
      </p>
      {mayUndo && (
        <button type="button" className="sos-undo" onClick={undo}>
          <b>{say('undo', { seconds: left })}</b>
          <small>{say('byMistake')}</small>
        </button>
      )}
    </div>
  );
}
