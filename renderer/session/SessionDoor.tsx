import { Button } from 'antd';
import type { ReactNode } from 'react';
import { LanguageButton } from '../ui/LanguageButton';
import { useWords } from '../ui/words/languageStore';
import './sessionDoor.css';
import { sessionWords } from './sessionWords';

/** The frame of everything that stands before the work: sign-in, a new password, a hint to another page. */
export function SessionDoor({ title, children }: { title?: string; children: ReactNode }): ReactNode {
  const say = useWords(sessionWords);
  return (
    <main className="door">
      <div className="door-card">
        <div className="door-language">
          <LanguageButton />
        </div>
        <h1>{say('product')}</h1>
        <p>{title ?? say('subtitle')}</p>
        {children}
      </div>
    </main>
  );
}

/** The page is older than the server. */
export function OutdatedDoor(): ReactNode {
  const say = useWords(sessionWords);
  return (
    <SessionDoor title={say('outdated')}>
      <Button type="primary" block onClick={() => location.reload()}>
        {say('reload')}
      </Button>
    </SessionDoor>
  );
}
