import type { AmbientListening } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { callsWords } from '../calls/callsWords';
import { errorText } from '../ui/errorText';
import { dayAndTime, duration } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { Sheet } from './Sheet';

/** Who has listened to this vehicle's surroundings, when and why. */
export function RecordSheet({ onClose }: { onClose: () => void }): ReactNode {
  const say = useWords(callsWords);
  const [listenings, setListenings] = useState<readonly AmbientListening[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    request('calls:ownListenings', {}).then(
      (answer) => setListenings(answer.listenings),
      (error: unknown) => setFailure(errorText(error)),
    );
  }, []);
  return (
    <Sheet title={say('record')} onClose={onClose}>
      <p className="soft">{say('recordHint')}</p>
      {failure !== null && (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
      {listenings?.length === 0 && <p>{say('recordNone')}</p>}
      <ul className="listening-list">
        {listenings?.map(({ id, listenerName, reason, startedAt, endedAt }) => (
          <li key={id}>
            <time>{dayAndTime(startedAt)}</time>
            <b>
              {say('recordLine', { listener: listenerName, duration: duration((endedAt ?? startedAt) - startedAt) })}
            </b>
            <span className="soft">{say('ambientWhy', { reason })}</span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
