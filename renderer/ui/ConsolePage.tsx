import type { SignedIn } from '@protocol';
import { Button, Spin } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { ChangePasswordPage } from '../session/ChangePasswordPage';
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

/** Where a person works: by what all of his roles are for. */
export function pageOf({ grants }: Pick<SignedIn, 'grants'>): 'console' | 'review' | 'vehicle' {
  const is = (role: string): boolean => grants.length > 0 && grants.every((grant) => grant.role === role);
  return is('supervisor') ? 'review' : is('crew') ? 'vehicle' : 'console';
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
