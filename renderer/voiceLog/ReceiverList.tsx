import type { BurstReceiver } from '@protocol';
import type { ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import './receivers.css';
import { unheardWords, voiceLogWords } from './voiceLogWords';

/** Who heard a burst: what the server forwarded and what the receiver played, two facts side by side. */
export function ReceiverList({ receivers }: { receivers: readonly BurstReceiver[] }): ReactNode {
  const say = useWords(voiceLogWords);
  if (receivers.length === 0) return <p className="receivers-none">{say('nobodyElse')}</p>;
  return (
    <table className="receivers">
      <thead>
        <tr>
          <th>{say('receiver')}</th>
          <th>{say('played')}</th>
          <th>{say('forwarded')}</th>
        </tr>
      </thead>
      <tbody>
        {[...receivers].sort(unheardFirst).map((receiver) => (
          <Row key={`${receiver.kind}:${receiver.receiverId}`} receiver={receiver} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ receiver: { name, kind, forwarded, played, reason } }: { receiver: BurstReceiver }): ReactNode {
  const say = useWords(voiceLogWords);
  const sayUnheard = useWords(unheardWords);
  return (
    <tr data-played={played !== null}>
      <th>
        {name}
        {kind === 'desk' && <small> {say('desk')}</small>}
      </th>
      <td>
        <i aria-hidden="true">{played === null ? '✕' : '✓'}</i>{' '}
        {played === null
          ? reason === null
            ? say('pending')
            : sayUnheard(reason)
          : played.late
            ? say('playedLate', { time: clockTime(played.at) })
            : say('playedFor', { seconds: (played.playedMs / 1000).toFixed(1) })}
        {played !== null && played.concealedMs > 0 && (
          <small> {say('concealed', { ms: Math.round(played.concealedMs) })}</small>
        )}
      </td>
      <td>
        {forwarded === null ? '—' : say('packets', { count: forwarded.packets, lost: Math.max(0, forwarded.lost) })}
      </td>
    </tr>
  );
}

const unheardFirst = (one: BurstReceiver, other: BurstReceiver): number =>
  Number(one.played !== null) - Number(other.played !== null) || one.name.localeCompare(other.name);
