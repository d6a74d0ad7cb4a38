import {
  AudioOutlined,
  CaretRightFilled,
  FastForwardOutlined,
  LeftOutlined,
  PauseOutlined,
  RightOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { exactTime } from './exactTime';
import { jumpToEvent, type JumpKind } from './jumpToEvent';
import { FASTEST_WHOLE_RATE } from './CameraReel';
import { stepFrame } from './openReels';
import { nextRecordedAt, stretchesOf } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { exactMoment, playRates, seekTo, setPlaying, setRate, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { useSoundKey } from './ReviewSounds';
import { reviewWords } from './reviewWords';
import { setAudible, setTalk, useSound } from './soundStore';
import { jumpKeys } from './useReviewKeys';

const BACK_MS = 10_000;
const jumpKinds = Object.entries(jumpKeys) as [keyof typeof jumpKeys, string][];

/** Play and pause, speed, jumps, and the moment in large figures. */
export function TransportBar(): ReactNode {
  const say = useWords(reviewWords);
  const sayPlayback = useWords(playbackWords);
  const playing = useReviewClock((clock) => clock.playing);
  const rate = useReviewClock((clock) => clock.rate);
  const { audible, talk } = useSound();
  const { span, tracks } = useReview();
  const cameras = tracks.filter(({ track }) => track === 'camera');
  const hasSound = useSoundKey() !== null;
  const skipGap = (): void => {
    const next = nextRecordedAt(
      cameras.map((record) => stretchesOf(record, span, serverNow())),
      exactMoment(),
    );
    if (next !== null) {
      seekTo(next);
    }
  };
  return (
    <div className="transport">
      <Button
        icon={<StepBackwardOutlined />}
        aria-label={say('previousEvent')}
        title={say('previousEvent')}
        onClick={() => jumpToEvent('previous')}
      />
      <Button icon={<LeftOutlined />} aria-label={sayPlayback('previousFrame')} onClick={() => stepFrame('previous')} />
      <Button
        type="primary"
        icon={playing ? <PauseOutlined /> : <CaretRightFilled />}
        aria-label={say(playing ? 'pause' : 'play')}
        onClick={() => setPlaying(!playing)}
      />
      <Button icon={<RightOutlined />} aria-label={sayPlayback('nextFrame')} onClick={() => stepFrame('next')} />
      <Button
        icon={<StepForwardOutlined />}
        aria-label={say('nextEvent')}
        title={say('nextEvent')}
        onClick={() => jumpToEvent('next')}
      />
      {jumpKinds.map(([kind, key]) => (
        <JumpButton key={kind} kind={kind} letter={key} />
      ))}
      <Button icon={<FastForwardOutlined />} aria-label={say('skipGap')} title={say('skipGap')} onClick={skipGap} />
      <span className="fill" />
      {playRates.map((choice) => (
        <Button
          key={choice}
          size="small"
          type={choice === rate ? 'primary' : 'default'}
          onClick={() => setRate(choice)}
        >
          {say('rate', { rate: choice })}
        </Button>
      ))}
      <span className="fill" />
      <Moment />
      <span className="fill" />
      {rate > FASTEST_WHOLE_RATE && <span className="warn">{sayPlayback('muted', { rate })}</span>}
      <Button
        icon={<AudioOutlined />}
        type={talk ? 'primary' : 'default'}
        aria-pressed={talk}
        aria-label={sayPlayback('talk')}
        title={sayPlayback('talk')}
        onClick={() => setTalk(!talk)}
      />
      <Button
        icon={<SoundOutlined />}
        type={audible ? 'primary' : 'default'}
        disabled={!hasSound}
        aria-pressed={audible}
        aria-label={say('sound')}
        title={say('sound')}
        onClick={() => setAudible(!audible)}
      />
      {serverNow() < span.to && (
        <>
          <Button onClick={() => goLive(BACK_MS)}>{sayPlayback('backTen')}</Button>
          <Button onClick={() => goLive(0)}>{say('live')}</Button>
        </>
      )}
    </div>
  );
}

function goLive(behindMs: number): void {
  seekTo(serverNow() - behindMs);
  setPlaying(true);
}

function JumpButton({ kind, letter }: { kind: Exclude<JumpKind, 'event'>; letter: string }): ReactNode {
  const say = useWords(playbackWords);
  const what = say(`jump.${kind}`);
  return (
    <Button
      title={say('jumpTitle', { what, key: letter })}
      onClick={(event) => jumpToEvent(event.shiftKey ? 'previous' : 'next', kind)}
    >
      {what} <kbd>{letter}</kbd>
    </Button>
  );
}

function Moment(): ReactNode {
  const at = useReviewClock((clock) => clock.at);
  return (
    <time className="transport-moment" data-at={Math.round(at)}>
      {exactTime(at)}
    </time>
  );
}
