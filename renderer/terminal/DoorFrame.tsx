import type { ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { PageSwitches } from './PageSwitches';
import { terminalWords } from './terminalWords';

/** What enrolment and sign-in stand in: the name, the state of the line, why the last session ended. */
export function DoorFrame({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const { endReason } = useSession();
  const { phase } = useConnectionState();
  const say = useWords(terminalWords);
  return (
    <main className="door">
      <header>
        <strong>{say('product')}</strong>
        <h1>{title}</h1>
        {phase !== 'online' && (
          <span className="chip bad">{say(phase === 'connecting' ? 'connecting' : 'networkLost')}</span>
        )}
        <PageSwitches />
      </header>
      {endReason !== null && (
        <p className="door-reason" role="alert">
          {say(`ended.${endReason}`)}
        </p>
      )}
      {children}
    </main>
  );
}
