import { useState, type ReactNode } from 'react';
import { usePermission, useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { AlarmCard } from './AlarmCard';
import { alarmOrder } from './alarmOrder';
import './alarms.css';
import { useAlarms } from './alarmsStore';
import { alarmWords } from './alarmWords';
import { ThresholdSettings } from './ThresholdSettings';
import { thresholdWords } from './thresholdWords';

/** Every open alarm with its owner and what can be done with it. */
export function AlarmDesk({
  onShow,
  onClose,
}: {
  onShow: (vehicleId: string) => void;
  onClose: () => void;
}): ReactNode {
  const say = useWords(alarmWords);
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const alarms = useAlarms((state) => state.alarms);
  const sayThreshold = useWords(thresholdWords);
  const mayConfigure = usePermission('alarms.configure');
  const [configures, setConfigures] = useState(false);
  const [showsCompleted, setShowsCompleted] = useState(false);
  const sorted = [...alarms.values()].sort(alarmOrder(accountId));
  const completed = sorted.filter(({ state }) => state === 'completed');
  const open = sorted.filter(({ state }) => state !== 'completed');
  return (
    <aside className="alarm-desk" aria-label={say('title')}>
      <header>
        <h2>{say('title')}</h2>
        {mayConfigure && (
          <button type="button" className="quiet-button" onClick={() => setConfigures(true)}>
            {sayThreshold('open')}
          </button>
        )}
        <button type="button" className="quiet-button" onClick={onClose}>
          {say('close')}
        </button>
      </header>
      {configures && <ThresholdSettings onClose={() => setConfigures(false)} />}
      {open.length === 0 && <p className="alarm-none">{say('none')}</p>}
      <ul>
        {[...open, ...(showsCompleted ? completed : [])].map((alarm) => (
          <AlarmCard key={alarm.id} alarm={alarm} accountId={accountId} onShow={onShow} />
        ))}
      </ul>
      {completed.length > 0 && (
        <button
          type="button"
          className="quiet-button"
          aria-expanded={showsCompleted}
          onClick={() => setShowsCompleted(!showsCompleted)}
        >
          {say('showCompleted', { count: completed.length })}
        </button>
      )}
    </aside>
  );
}
