import { useEffect, useEffectEvent } from 'react';
import { useSession } from '../session/sessionStore';
import { urgencyFor } from './alarmOrder';
import { useAlarms } from './alarmsStore';

/** Calls back when an alarm becomes this desk's to take, so that nobody has to look for it. */
export function useAlarmCall(onCall: () => void): void {
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const urgency = useAlarms(({ alarms }) => urgencyFor(alarms.values(), accountId));
  const called = useEffectEvent(onCall);
  useEffect(() => {
    if (urgency > 0) called();
  }, [urgency]);
}
