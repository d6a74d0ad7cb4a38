import type { Alarm } from '@protocol';
import { useMemo } from 'react';
import { useAlarms } from './alarmsStore';

/** What the list, the map and the wall show of a vehicle's open alarms: a call for help before anything else. */
export type AlarmMark = 'sos' | 'alarm';

/** For each vehicle with an open alarm, the most pressing one. */
export function alarmMarks(alarms: Iterable<Alarm>): ReadonlyMap<string, AlarmMark> {
  const marks = new Map<string, AlarmMark>();
  for (const { kind, state, vehicleId } of alarms) {
    if (state === 'completed' || vehicleId === null) continue;
    if (kind === 'sos' || !marks.has(vehicleId)) marks.set(vehicleId, kind === 'sos' ? 'sos' : 'alarm');
  }
  return marks;
}

export function useAlarmMarks(): ReadonlyMap<string, AlarmMark> {
  const alarms = useAlarms((state) => state.alarms);
  return useMemo(() => alarmMarks(alarms.values()), [alarms]);
}
