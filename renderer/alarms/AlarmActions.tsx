import { RequestError, type Alarm } from '@protocol';
import { App } from 'antd';
import { useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { AlarmNote } from './AlarmNote';
import { attendAlarm, completeAlarm, parkAlarm, releaseAlarm, useAlarms } from './alarmsStore';
import { alarmWords } from './alarmWords';

/** What this dispatcher may do with an alarm in its state. */
export function AlarmActions({
  alarm,
  accountId,
  onShow,
}: {
  alarm: Alarm;
  accountId: string;
  onShow: (vehicleId: string) => void;
}): ReactNode {
  const say = useWords(alarmWords);
  const { message } = App.useApp();
  const [asks, setAsks] = useState<'park' | 'complete' | null>(null);
  const { id, state, owner, vehicleId } = alarm;
  const isOwn = owner?.accountId === accountId;
  const run = (asked: Promise<void>): void => {
    asked.catch((error: unknown) => {
      // Who won is told before whoever lost is refused, so that it is known here already.
      const winner = useAlarms.getState().alarms.get(id)?.owner ?? null;
      const isLost = error instanceof RequestError && error.code === 'conflict' && winner !== null;
      if (isLost && winner.accountId !== accountId) void message.warning(say('takenBy', { name: winner.name }));
      else void message.error(say('failed', { why: errorText(error) }));
    });
  };
  const attend = async (): Promise<void> => {
    await attendAlarm(id);
    if (vehicleId !== null) onShow(vehicleId);
  };
  if (state === 'completed') return null;
  if (!isOwn) {
    return (
      owner === null && (
        <button type="button" className="alarm-attend" onClick={() => run(attend())}>
          {say('attend')}
        </button>
      )
    );
  }
  return (
    <>
      {state === 'parked' && (
        <button type="button" onClick={() => run(attendAlarm(id))}>
          {say('attend')}
        </button>
      )}
      <button type="button" onClick={() => setAsks('park')}>
        {say('park')}
      </button>
      <button type="button" onClick={() => run(releaseAlarm(id))}>
        {say('release')}
      </button>
      <button type="button" className="alarm-attend" onClick={() => setAsks('complete')}>
        {say('complete')}
      </button>
      {asks !== null && (
        <AlarmNote
          asks={asks}
          onClose={() => setAsks(null)}
          onDone={(note, until) => {
            setAsks(null);
            run(asks === 'park' ? parkAlarm(id, until, note) : completeAlarm(id, note));
          }}
        />
      )}
    </>
  );
}
