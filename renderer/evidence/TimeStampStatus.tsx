import type { TimeStampState } from '@protocol';
import type { ReactNode } from 'react';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { evidenceWords } from './evidenceWords';

/** Whether an outside authority vouches for the time of what the centre signs; null where none is configured. */
export function TimeStampStatus({ state }: { state: TimeStampState | null }): ReactNode {
  const say = useWords(evidenceWords);
  if (state === null) return say('noAuthority');
  const { authority, newest, failure } = state;
  return (
    <>
      <code className="evidence-authority">{authority}</code>
      <p>
        {newest === null
          ? say('noStamp')
          : say('stamped', { number: newest.headNumber, time: dayAndTime(newest.stampedAt) })}
      </p>
      {failure !== null && (
        <p role="alert">{say('stampFailure', { time: dayAndTime(failure.since), why: failure.why })}</p>
      )}
    </>
  );
}
