import { useEffect, useEffectEvent } from 'react';
import { useAlarms } from './alarmsStore';

/** Calls back when a crew calls for help, so that nobody has to look for it; other alarms wait under their button. */
export function useAlarmCall(onCall: () => void): void {
  const calls = useAlarms(
    ({ alarms }) => [...alarms.values()].filter(({ kind, state }) => kind === 'sos' && state === 'unattended').length,
  );
  const called = useEffectEvent(onCall);
  useEffect(() => {
    if (calls > 0) called();
  }, [calls]);
}
