import type { Alarm } from '@protocol';
import { useState, type ReactNode } from 'react';
import { AlarmRecordLink } from '../review/AlarmRecordLink';
import { usePermission } from '../session/sessionStore';
import { clockTime, duration, shortTime } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useLanguage, useWords, type Say } from '../ui/words/languageStore';
import { AlarmActions } from './AlarmActions';
import { alarmFacts } from './alarmFacts';
import { alarmKindWords } from './alarmKindWords';
import { alarmTransitionWords, alarmWords } from './alarmWords';
import { NearestVehicles } from './NearestVehicles';

/** One alarm: what and where, since when, whose it is, and what can be done. */
export function AlarmCard({
  alarm,
  accountId,
  onShow,
}: {
  alarm: Alarm;
  accountId: string;
  onShow: (vehicleId: string) => void;
}): ReactNode {
  const say = useWords(alarmWords);
  const sayKind = useWords(alarmKindWords);
  const sayTransition = useWords(alarmTransitionWords);
  const mayAttend = usePermission('alarms.attend');
  const now = useSecond();
  const [showsHistory, setShowsHistory] = useState(false);
  const { kind, state, vehicleId, details, raisedAt, history, loudness } = alarm;
  const facts = alarmFacts(alarm, useLanguage().language);
  return (
    <li className="alarm-card" data-alarm-id={alarm.id} data-state={state} data-kind={kind} data-loudness={loudness}>
      <div className="alarm-head">
        <b>
          ▲ <em>{sayKind(kind)}</em> <span>{String(details['plate'] ?? '')}</span>
        </b>
        <time title={clockTime(raisedAt)}>{say('since', { time: duration(now - raisedAt) })}</time>
      </div>
      <p
        className="alarm-state"
        data-own={alarm.owner?.accountId === accountId || alarm.called?.accountId === accountId}
      >
        {stateText(alarm, accountId, say, now)}
      </p>
      {facts.length > 0 && <p className="soft">{facts.join(' · ')}</p>}
      {kind === 'sos' && state !== 'completed' && <NearestVehicles alarm={alarm} />}
      <footer>
        {vehicleId !== null && (
          <button type="button" onClick={() => onShow(vehicleId)}>
            {say('goThere')}
          </button>
        )}
        <AlarmRecordLink alarm={alarm} />
        {mayAttend && <AlarmActions alarm={alarm} accountId={accountId} onShow={onShow} />}
        <button type="button" aria-expanded={showsHistory} onClick={() => setShowsHistory(!showsHistory)}>
          {say('history')}
        </button>
      </footer>
      {showsHistory && (
        <ol className="alarm-history">
          {history.map(({ at, transition, name, note }) => (
            <li key={`${at} ${transition}`}>
              <time>{clockTime(at)}</time> {sayTransition(transition)} {name}
              {note !== null && <q>{note}</q>}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function stateText(alarm: Alarm, accountId: string, say: Say<keyof typeof alarmWords.en>, now: number): string {
  const { state, owner, called, parkedUntil } = alarm;
  if (state === 'completed') return say('completed');
  if (state === 'parked') return say('parkedBy', { name: owner?.name ?? '', time: shortTime(parkedUntil ?? now, now) });
  if (state === 'attended') {
    return owner?.accountId === accountId ? say('attendedByYou') : say('attendedBy', { name: owner?.name ?? '' });
  }
  if (called === null) return say('unattended');
  return called.accountId === accountId ? say('callingYou') : say('calling', { name: called.name });
}
