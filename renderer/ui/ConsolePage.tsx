import { Button, Spin } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { ChangePasswordPage } from '../session/ChangePasswordPage';
import { pageOf } from '../session/pageOf';
import { OutdatedDoor, SessionDoor } from '../session/SessionDoor';
import { lendTokenTo, signOut, useSession } from '../session/sessionStore';
import { sessionWords } from '../session/sessionWords';
import { SignInPage } from '../session/SignInPage';
import { useConnectionState } from '../wire/pageConnection';
import { useWords } from './words/languageStore';
import { Workspace } from './Workspace';

/** The door, or the desk behind it. */
export function ConsolePage(): ReactNode {
  const { phase, signedIn } = useSession();
  const line = useConnectionState();
  if (line.phase === 'outdated') return <OutdatedDoor />;
  if (phase === 'unknown') return <Waiting />;
  if (phase === 'signed-out' || signedIn === null) return <SignInPage />;
  if (signedIn.mustChangePassword) return <ChangePasswordPage />;
  const page = pageOf(signedIn);
  return page === 'console' ? <Workspace /> : <OtherPage page={page} />;
}

function Waiting(): ReactNode {
  const say = useWords(sessionWords);
  return (
    <SessionDoor title={say('starting')}>
      <Spin />
    </SessionDoor>
  );
}

function OtherPage({ page }: { page: 'review' | 'vehicle' }): ReactNode {
  const say = useWords(sessionWords);
  useEffect(() => {
    if (page !== 'review') return;
    lendTokenTo('review');
    location.assign('/review');
  }, [page]);
  return (
    <SessionDoor {...(page === 'vehicle' && { title: say('crewHere') })}>
      <Button type="primary" block href={`/${page}`}>
        {page === 'review' ? say('toReview') : say('toTerminal')}
      </Button>
      <Button type="text" block onClick={() => void signOut()}>
        {say('signOut')}
      </Button>
    </SessionDoor>
  );
}
