import type { RecordingHold } from '@protocol';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { momentText } from './momentText';
import { ReasonDialog } from './ReasonDialog';
import { releaseHold } from './storageStore';
import { storageWords } from './storageWords';

/** What is kept whatever retention says, and since when; released by a person with a reason. */
export function HoldList({
  holds,
  plates,
}: {
  holds: readonly RecordingHold[];
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(storageWords);
  const [releasing, setReleasing] = useState<string | null>(null);
  const spanOf = ({ from, to, vehicleId }: RecordingHold): string => {
    if (vehicleId === null) return '';
    return to === null ? say('holdOpen', { from: momentText(from) }) : `${momentText(from)} – ${momentText(to)}`;
  };
  return (
    <section className="storage-panel" aria-label={say('holds')}>
      <h2>{say('holds')}</h2>
      {holds.length === 0 && <p className="soft">{say('holdsNone')}</p>}
      <ul className="storage-list">
        {holds.map((hold) => (
          <li key={hold.id}>
            <b>{hold.vehicleId === null ? say('everything') : (plates.get(hold.vehicleId) ?? hold.vehicleId)}</b>
            <span>{spanOf(hold)}</span>
            <span>{say(hold.reason === 'sos' ? 'holdSos' : 'holdReindexed')}</span>
            <Button onClick={() => setReleasing(hold.id)}>{say('release')}</Button>
          </li>
        ))}
      </ul>
      {releasing !== null && (
        <ReasonDialog
          title={say('release')}
          onClose={() => setReleasing(null)}
          onReason={(reason) => {
            void releaseHold(releasing, reason);
            setReleasing(null);
          }}
        />
      )}
    </section>
  );
}
