import type { TalkGroup } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { useWords, type Say } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { useCapture } from './pageCapture';
import { idlePress, pressDown, pressUp, wantsFloor, type TalkPress } from './talkPress';
import { floorText, mayOnlyListen } from '../voice/floorText';
import { letGo, press as askFor } from '../voice/pageTalk';
import type { MyFloor } from '../voice/myFloor';
import { useVoice } from '../voice/voiceStore';
import { voiceWords, type VoiceWord } from '../voice/voiceWords';
import { RemainingRing } from './RemainingRing';
import { terminalWords, type TerminalWord } from './terminalWords';

/** Hold to talk; two taps lock it. What the floor answers is said on the button, in words. */
export function TalkButton(props: { group: TalkGroup | null; floor: MyFloor; isOwn: boolean }): ReactNode {
  const { group, floor, isOwn } = props;
  const say = useWords(terminalWords);
  const sayVoice = useWords(voiceWords);
  const { sound } = useCapture();
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? null);
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
  const listensOnly = group !== null && mayOnlyListen(group, accountId);
  const isRefused = floor.phase === 'none' && floor.refusal !== null;
  const look = lookOf(floor, taken !== null);
  return (
    <button
      type="button"
      className={`talk-button ${look} ${group?.emergency ? 'emergency' : ''}`}
      disabled={!group || sound !== 'open' || listensOnly}
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
      {floor.phase === 'speaking' && floor.until !== null && group?.speaker && (
        <RemainingRing since={group.speaker.since} until={floor.until} />
      )}
      <b>{title(floor, say)}</b>
      <span role="status">
        {sound !== 'open' ? (
          say('talkNoSound')
        ) : listensOnly ? (
          say('listenOnly')
        ) : floor.phase === 'speaking' ? (
          <Remaining floor={floor} otherwise={say(press.kind === 'held' ? 'talkRelease' : 'talkLatched')} />
        ) : (
          hint(floor, taken, say, sayVoice)
        )}
      </span>
    </button>
  );
}

function lookOf(floor: MyFloor, isTaken: boolean): string {
  if (floor.phase === 'speaking') {
    return floor.endsSoon ? 'speaking ending' : 'speaking';
  }
  if (floor.phase === 'your-turn') {
    return 'turn';
  }
  if (floor.phase === 'none' && floor.refusal !== null) {
    return 'refused';
  }
  return floor.phase === 'queued' ? 'queued' : isTaken ? 'taken' : '';
}

function title(floor: MyFloor, say: Say<TerminalWord>): string {
  switch (floor.phase) {
    case 'speaking':
      return say('talkSpeaking');
    case 'asking':
      return say('talkAsking');
    case 'queued':
      return say('talkQueued', { position: floor.position, size: floor.size });
    case 'your-turn':
      return say('talkTurn');
    case 'ending':
      return say('talkEnding');
    case 'none':
      return say(floor.refusal === null ? 'talkHold' : 'talkRefused');
  }
}

function hint(floor: MyFloor, taken: string | null, say: Say<TerminalWord>, sayVoice: Say<VoiceWord>): string {
  switch (floor.phase) {
    case 'queued':
      return say(floor.isPressed ? 'talkQueuedHeld' : 'talkQueuedFree');
    case 'your-turn':
      return say('talkTurnHint');
    case 'none':
      return (
        floorText(floor, serverNow(), sayVoice) ??
        (taken === null ? say('talkLatchHint') : say('talkTaken', { name: taken }))
      );
    default:
      return '';
  }
}

function Remaining({
  floor,
  otherwise,
}: {
  floor: Extract<MyFloor, { phase: 'speaking' }>;
  otherwise: string;
}): ReactNode {
  const say = useWords(terminalWords);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 250);
    return () => clearInterval(timer);
  }, []);
  if (floor.until === null) {
    return otherwise;
  }
  const seconds = Math.max(0, Math.ceil((floor.until - now) / 1000));
  return floor.endsSoon ? say('talkEndsSoon', { seconds }) : `${otherwise} · ${say('talkRemaining', { seconds })}`;
}
