import type { TalkGroup } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords, type Say } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { errorWords } from '../ui/words/errorWords';
import { useCapture } from './pageCapture';
import { idlePress, pressDown, pressUp, wantsFloor, type TalkPress } from './talkPress';
import { useTalk, wantFloor, type Floor } from './talkStore';
import { terminalWords, type TerminalWord } from './terminalWords';

/** Seconds before the end of the talk limit at which the rest is counted down. */
const WARNING_SECONDS = 10;

/** Hold to talk; two taps lock it. What the floor answers is said on the button, in words. */
export function TalkButton(props: { group: TalkGroup | null; floor: Floor; isOwn: boolean }): ReactNode {
  const { group, floor, isOwn } = props;
  const say = useWords(terminalWords);
  const sayError = useWords(errorWords);
  const { sound } = useCapture();
  const [press, setPress] = useState<TalkPress>(idlePress);
  const pressed = useRef(press);
  const change = (next: TalkPress): void => {
    pressed.current = next;
    setPress(next);
    wantFloor(wantsFloor(next));
  };
  useEffect(
    () =>
      useTalk.subscribe(({ floor: now }, { floor: before }) => {
        // The server took the floor back: a locked button comes up again.
        if (before.kind === 'speaking' && now.kind !== 'speaking' && wantsFloor(pressed.current)) {
          pressed.current = idlePress;
          setPress(idlePress);
        }
      }),
    [],
  );
  const taken = group?.speaker && !isOwn ? group.speaker.name : null;
  const look = floor.kind === 'speaking' ? 'speaking' : floor.kind === 'refused' ? 'refused' : taken ? 'taken' : '';
  return (
    <button
      type="button"
      className={`talk-button ${look}`}
      disabled={!group || sound !== 'open'}
      aria-pressed={floor.kind === 'speaking'}
      data-floor={floor.kind}
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
      {floor.kind === 'speaking' ? (
        <Remaining until={floor.until} otherwise={say(press.kind === 'latched' ? 'talkLatched' : 'talkRelease')} />
      ) : (
        <span>{hint(floor, sound === 'open', say, sayError)}</span>
      )}
    </button>
  );
}

function title(floor: Floor, say: Say<TerminalWord>): string {
  if (floor.kind === 'speaking') {
    return say('talkSpeaking');
  }
  return floor.kind === 'asking' ? say('talkAsking') : say('talkHold');
}

function hint(
  floor: Floor,
  hasSound: boolean,
  say: Say<TerminalWord>,
  sayError: Say<keyof (typeof errorWords)['en']>,
): string {
  if (!hasSound) {
    return say('talkNoSound');
  }
  if (floor.kind === 'ended') {
    return say(`ended.burst.${floor.why}`);
  }
  if (floor.kind !== 'refused') {
    return say('talkLatchHint');
  }
  switch (floor.why) {
    case 'another-has-it':
      return floor.speakerName === null
        ? say('refused.another-has-it-unnamed')
        : say('refused.another-has-it', { name: floor.speakerName });
    case 'retry-later':
    case 'receive-only':
    case 'no-resources':
    case 'queue-full':
      return say(`refused.${floor.why}`);
    default:
      return sayError(floor.why);
  }
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
