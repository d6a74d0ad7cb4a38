import type { Alarm } from '@protocol';
import type { ReactNode } from 'react';
import { lendTokenTo, usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { clipWords } from './clipWords';
import { momentLink } from './momentLink';

/** So much before and after the alarm is opened with it. */
const AROUND_MS = 10 * 60_000;

/** From an alarm to what its vehicle recorded at that moment, on the review page. */
export function AlarmRecordLink({ alarm: { vehicleId, raisedAt } }: { alarm: Alarm }): ReactNode {
  const say = useWords(clipWords);
  const mayPlay = usePermission('recording.play');
  if (vehicleId === null || !mayPlay) return null;
  const span = { from: raisedAt - AROUND_MS, to: raisedAt + AROUND_MS };
  const hash = momentLink({ at: raisedAt, vehicleIds: [vehicleId], ...span, camera: null });
  return (
    <a href={`/review${hash}`} target="_blank" rel="noreferrer" onClick={() => lendTokenTo('review')}>
      {say('seeRecord')}
    </a>
  );
}
