import { useState, type ReactNode } from 'react';
import { useSecond } from '../ui/useSecond';
import { useWords, type Say } from '../ui/words/languageStore';
import { useVoice, type VoiceMessage } from '../voice/voiceStore';
import { missedMessageWords, type MissedMessageWord } from './missedMessageWords';
import { replayMessage, useMessageReplay } from './messageReplay';
import { timeOf } from './OrderBoard';
import { Sheet } from './Sheet';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What was said while this vehicle was away: how much, how old, and a touch to the list. */
export function MissedMessages(): ReactNode {
  const say = useWords(missedMessageWords);
  const now = useSecond();
  const messages = useVoice((state) => state.messages);
  const [isOpen, setOpen] = useState(false);
  const waiting = messages.filter(({ phase }) => phase === 'waiting' || phase === 'playing');
  const oldest = waiting[0] ?? messages[0];
  if (oldest === undefined) return null;
  return (
    <>
      <button type="button" className="missed" data-waiting={waiting.length} onClick={() => setOpen(true)}>
        {waiting.length === 0 ? (
          <b>✓ {say('messagesPlayed', { count: messages.length })}</b>
        ) : (
          <>
            <b>◗ {say('messages', { count: waiting.length })}</b>
            <span>{say('messagesOldest', { age: age(oldest, now, say) })}</span>
          </>
        )}
      </button>
      {isOpen && (
        <Sheet title={say('messagesTitle')} onClose={() => setOpen(false)}>
          <p className="soft">{say('messagesHint')}</p>
          <ol className="message-list">
            {messages.map((message) => (
              <Row key={message.burst.id} message={message} now={now} />
            ))}
          </ol>
        </Sheet>
      )}
    </>
  );
}

function Row({ message, now }: { message: VoiceMessage; now: number }): ReactNode {
  const say = useWords(missedMessageWords);
  const { burst } = message;
  const { burstId, failedId } = useMessageReplay();
  const isReplayed = burstId === burst.id;
  const phase = isReplayed ? 'playing' : failedId === burst.id ? 'failed' : message.phase;
  return (
    <li data-phase={phase}>
      <time>{timeOf(burst.startedAt)}</time>
      <span>
        <b>{burst.speakerName}</b> → {burst.groupName}
        <small> {say('messageLate', { age: age(message, now, say) })}</small>
      </span>
      <em className={phase === 'failed' ? 'bad' : phase === 'played' ? 'good' : 'soft'}>{say(phaseWords[phase])}</em>
      <button
        type="button"
        disabled={message.phase === 'waiting' || message.phase === 'playing'}
        onClick={() => void replayMessage(burst.id)}
      >
        {say(isReplayed ? 'messageStop' : 'messagePlay')}
      </button>
    </li>
  );
}

const phaseWords = {
  waiting: 'messageWaiting',
  playing: 'messagePlaying',
  played: 'messagePlayed',
  failed: 'messageFailed',
} as const;

function age({ burst }: VoiceMessage, now: number, say: Say<MissedMessageWord>): string {
  const milliseconds = now - (burst.endedAt ?? burst.startedAt);
  if (milliseconds < MINUTE_MS) return say('ageNow');
  if (milliseconds < HOUR_MS) return say('ageMinutes', { minutes: Math.floor(milliseconds / MINUTE_MS) });
  return say('ageHours', { hours: Math.floor(milliseconds / HOUR_MS) });
}
