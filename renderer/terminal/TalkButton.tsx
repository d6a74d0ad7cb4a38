import type { TalkGroup } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords, type Say } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { useCapture } from './pageCapture';
import { idlePress, pressDown, pressUp, wantsFloor, type TalkPress } from './talkPress';
import { refusalText } from '../voice/refusalText';
import { letGo, press as askFor } from '../voice/pageTalk';
import type { MyFloor } from '../voice/myFloor';
import { useVoice } from '../voice/voiceStore';
import { voiceWords, type VoiceWord } from '../voice/voiceWords';
import { terminalWords, type TerminalWord } from './terminalWords';

/** Seconds before the end of the talk limit at which the rest is counted down. */
const WARNING_SECONDS = 10;

/** Hold to talk; two taps lock it. What the floor answers is said on the button, in words. */
export function TalkButton(props: { group: TalkGroup | null; floor: MyFloor; isOwn: boolean }): ReactNode {
  const { group, floor, isOwn } = props;
  const say = useWords(terminalWords);
  const sayVoice = useWords(voiceWords);
  const { sound } = useCapture();
  const [press, setPress] = useState<TalkPress>(idlePress);
  const pressed = useRef(press);
  const change = (next: TalkPress): void => {
    pressed.current = next;
    setPress(next);
    if (group === null) return;
    if (wantsFloor(next)) askFor(group.id);
    else letGo();
  };
  const groupId = group?.id ?? null;
  useEffect(
    () =>
      useVoice.subscribe(({ floors: now }, { floors: before }) => {
        if (groupId === null || now === before) return;
        // The server took the floor back: a locked button comes up again.
        const isOver = now.get(groupId)?.phase === 'none' && before.get(groupId)?.phase !== 'none';
        if (isOver && wantsFloor(pressed.current)) {
          pressed.current = idlePress;
          setPress(idlePress);
        }
      }),
    [groupId],
  );
  const taken = group?.speaker && !isOwn ? group.speaker.name : null;
  const isRefused = floor.phase === 'none' && floor.refusal !== null;
  const look = floor.phase === 'speaking' ? 'speaking' : isRefused ? 'refused' : taken ? 'taken' : '';
  return (
    <button
      type="button"
      className={`talk-button ${look}`}
      disabled={!group || sound !== 'open'}
      aria-pressed={floor.phase === 'speaking'}
      data-floor={isRefused ? 'refused' : floor.phase}
      onContextMenu={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        change(pressDown(pressed.current, performance.now()));
      }}
      onPointerUp={() => change(pressUp(pressed.current, performance.now()))}
      onPointerCancel={() => change(idlePress)}
      onKeyDown={(event) => {
        if (event.key === ' ' && !event.repeat) {
          event.preventDefault();
          change(pressDown(pressed.current, performance.now()));
        }
      }}
      onKeyUp={(event) => {
        if (event.key === ' ') {
          event.preventDefault();
          change(pressUp(pressed.current, performance.now()));
        }
      }}
    >
      <b>{title(floor, say)}</b>
      {floor.phase === 'speaking' ? (
        <Remaining until={floor.until} otherwise={say(press.kind === 'latched' ? 'talkLatched' : 'talkRelease')} />
      ) : (
        <span>{hint(floor, sound === 'open', say, sayVoice)}</span>
      )}
    </button>
  );
}

function title(floor: MyFloor, say: Say<TerminalWord>): string {
  if (floor.phase === 'speaking') {
    return say('talkSpeaking');
  }
  return floor.phase === 'asking' ? say('talkAsking') : say('talkHold');
}

function hint(floor: MyFloor, hasSound: boolean, say: Say<TerminalWord>, sayVoice: Say<VoiceWord>): string {
  if (!hasSound) {
    return say('talkNoSound');
  }
  return floor.phase === 'none' && floor.refusal !== null ? refusalText(floor.refusal, sayVoice) : say('talkLatchHint');
}

function Remaining({ until, otherwise }: { until: number | null; otherwise: string }): ReactNode {
  const say = useWords(terminalWords);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 500);
    return () => clearInterval(timer);
  }, []);
  if (until === null) {
    return <span>{otherwise}</span>;
  }
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return <span>{seconds <= WARNING_SECONDS ? say('talkRemaining', { seconds }) : otherwise}</span>;
}
