import type { ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { urgencyFor } from './alarmOrder';
import './alarms.css';
import { useAlarms } from './alarmsStore';
import { alarmWords } from './alarmWords';

/** How many alarms are open, and how urgently this desk is needed. */
export function AlarmButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }): ReactNode {
  const say = useWords(alarmWords);
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const alarms = useAlarms((state) => state.alarms);
  const count = [...alarms.values()].filter(({ state }) => state !== 'completed').length;
  return (
    <button
      type="button"
      className="alarm-button"
      data-urgency={urgencyFor(alarms.values(), accountId)}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      ▲ {say('button', { count })}
    </button>
  );
}
