import {
  CaretRightFilled,
  PauseOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { jumpToEvent } from './jumpToEvent';
import { nextRecordedAt, stretchesOf, type Span, type TrackRecord } from './playbackPlan';
import { exactMoment, playRates, seekTo, setPlaying, setRate, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { setAudible, useSound } from './soundStore';

/** Play and pause, speed, jumps, and the moment in large figures. */
export function TransportBar({ tracks }: { tracks: readonly TrackRecord[] }): ReactNode {
  const say = useWords(reviewWords);
  const { playing, rate } = useReviewClock();
  const { audible } = useSound();
  const { span } = useReview();
  const cameras = tracks.filter(({ track }) => track === 'camera');
  const hasSound = tracks.some(({ track }) => track === 'evidence-sound');
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
      <Button icon={<StepBackwardOutlined />} onClick={() => jumpToEvent('previous')}>
        {say('previousEvent')}
      </Button>
      <Button
        type="primary"
        icon={playing ? <PauseOutlined /> : <CaretRightFilled />}
        aria-label={say(playing ? 'pause' : 'play')}
        onClick={() => setPlaying(!playing)}
      />
      <Button icon={<StepForwardOutlined />} iconPlacement="end" onClick={() => jumpToEvent('next')}>
        {say('nextEvent')}
      </Button>
      <Button onClick={skipGap}>{say('skipGap')}</Button>
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
      <Moment />
      <Button
        icon={<SoundOutlined />}
        type={audible ? 'primary' : 'default'}
        disabled={!hasSound}
        aria-pressed={audible}
        onClick={() => setAudible(!audible)}
      >
        {say('sound')} · {say(audible ? 'soundOn' : 'soundOff')}
      </Button>
      {serverNow() < span.to && (
        <Button
          onClick={() => {
            seekTo(span.to);
            setPlaying(true);
          }}
        >
          {say('live')}
        </Button>
      )}
      <span className="soft">{say('coverage', { cameras: cameras.length, percent: coverage(cameras, span) })}</span>
    </div>
  );
}

function Moment(): ReactNode {
  const tenth = useReviewClock(({ at }) => Math.floor(at / 100));
  const date = new Date(tenth * 100);
  return (
    <time className="transport-moment" data-at={tenth * 100}>
      {date.toLocaleTimeString('zh-CN', { hour12: false })}.{tenth % 10}
    </time>
  );
}

/** How much of what was to be recorded is on record, in percent with two figures after the point. */
function coverage(cameras: readonly TrackRecord[], span: Span): string {
  let recorded = 0;
  let required = 0;
  for (const stretch of cameras.flatMap((record) => stretchesOf(record, span, serverNow()))) {
    const length = stretch.to - stretch.from;
    if (stretch.kind === 'recorded') {
      recorded += length;
    }
    if (stretch.kind === 'recorded' || stretch.kind === 'gap') {
      required += length;
    }
  }
  return required === 0 ? '0' : ((recorded / required) * 100).toFixed(2);
}
