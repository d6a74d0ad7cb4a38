import type { Vehicle } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { listenAmbient } from './ambientStore';
import { callsWords } from './callsWords';

const SHORTEST_REASON = 4;

/** Asks for the reason before anything is heard; it is written down first. */
export function AmbientForm({
  vehicle,
  onClose,
}: {
  vehicle: Pick<Vehicle, 'id' | 'plate'>;
  onClose: () => void;
}): ReactNode {
  const say = useWords(callsWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      await listenAmbient(vehicle.id, reason.trim());
      onClose();
    } catch (error) {
      setFailure(say('failed', { why: errorText(error) }));
      setBusy(false);
    }
  };
  return (
    <dialog
      ref={dialog}
      className="framed-dialog ambient-form"
      aria-label={say('ambientTitle', { plate: vehicle.plate })}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <h3>{say('ambientTitle', { plate: vehicle.plate })}</h3>
        <p>{say('ambientHint')}</p>
        <textarea
          autoFocus
          rows={3}
          maxLength={200}
          aria-label={say('ambientReason')}
          placeholder={say('ambientReason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        {failure !== null && <p role="alert">{failure}</p>}
        <footer>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
          <button type="submit" disabled={isBusy || reason.trim().length < SHORTEST_REASON}>
            {say('ambientStart')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
