import type { Alarm } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { on, onReady, request } from '../wire/pageConnection';

interface AlarmsState {
  /** Those not completed, and those of the last 24 hours. */
  readonly alarms: ReadonlyMap<string, Alarm>;
}

export const useAlarms = create<AlarmsState>(() => ({ alarms: new Map() }));

/** Keeps the store to what the server says. Called once by a page that shows alarms. */
export function followAlarms(): void {
  onReady(() => {
    if (!holdsPermission('alarms.view')) return;
    request('alarms:list', {}).then(
      ({ alarms }) =>
        useAlarms.setState((before) => ({ alarms: new Map(alarms.map((alarm) => [alarm.id, newer(before, alarm)])) })),
      (error: unknown) => console.error('the alarms could not be loaded', error),
    );
  });
  on('alarms:changed', keepAlarm);
}

/** Also called with the answer to a request, which may overtake its event. */
function keepAlarm(alarm: Alarm): void {
  useAlarms.setState((before) => ({ alarms: new Map(before.alarms).set(alarm.id, newer(before, alarm)) }));
}

export async function attendAlarm(alarmId: string): Promise<void> {
  keepAlarm(await request('alarms:attend', { alarmId }));
}

export async function releaseAlarm(alarmId: string): Promise<void> {
  keepAlarm(await request('alarms:release', { alarmId }));
}

export async function parkAlarm(alarmId: string, until: number, reason: string): Promise<void> {
  keepAlarm(await request('alarms:park', { alarmId, until, reason }));
}

export async function completeAlarm(alarmId: string, result: string): Promise<void> {
  keepAlarm(await request('alarms:complete', { alarmId, result }));
}

/** Of the same revision the later one counts: who is called changes with the desks, not with the alarm. */
function newer({ alarms }: AlarmsState, incoming: Alarm): Alarm {
  const known = alarms.get(incoming.id);
  return known !== undefined && known.revision > incoming.revision ? known : incoming;
}
