import {
  AudioOutlined,
  CaretRightFilled,
  LeftOutlined,
  PauseOutlined,
  RightOutlined,
  SoundOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { EvidenceButtons } from '../evidence/EvidenceButtons';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { jumpToEvent, type JumpKind } from './jumpToEvent';
import { FASTEST_WHOLE_RATE } from './CameraReel';
import { exportOffer } from './exportOffer';
import { shownOffset, stepFrame } from './openReels';
import { nextRecordedAt, stretchesOf, type Span, type TrackRecord } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { exactMoment, playRates, seekTo, setPlaying, setRate, useReviewClock } from './reviewClock';
import { useReview } from './reviewStore';
import { useSoundKey } from './ReviewSounds';
import { showReviewTab } from './reviewTab';
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
  const { span, tracks, vehicles } = useReview();
  const evidenceOffer = useMemo(
    () => exportOffer({ tracks, vehicles, span, solo: null }),
    [tracks, vehicles, span],
  );
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
      <Button icon={<StepBackwardOutlined />} onClick={() => jumpToEvent('previous')}>
        {say('previousEvent')}
      </Button>
      <Button icon={<LeftOutlined />} aria-label={sayPlayback('previousFrame')} onClick={() => stepFrame('previous')} />
      <Button
        type="primary"
        icon={playing ? <PauseOutlined /> : <CaretRightFilled />}
        aria-label={say(playing ? 'pause' : 'play')}
        onClick={() => setPlaying(!playing)}
      />
      <Button icon={<RightOutlined />} aria-label={sayPlayback('nextFrame')} onClick={() => stepFrame('next')} />
      <Button icon={<StepForwardOutlined />} iconPlacement="end" onClick={() => jumpToEvent('next')}>
        {say('nextEvent')}
      </Button>
      {jumpKinds.map(([kind, key]) => (
        <JumpButton key={kind} kind={kind} letter={key} />
      ))}
      <Button onClick={skipGap}>{say('skipGap')}</Button>
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
        onClick={() => setTalk(!talk)}
      >
        {sayPlayback('talk')}
      </Button>
      <Button
        icon={<SoundOutlined />}
        type={audible ? 'primary' : 'default'}
        disabled={!hasSound}
        aria-pressed={audible}
        onClick={() => setAudible(!audible)}
      >
        {say('sound')}
      </Button>
      {serverNow() < span.to && (
        <>
          <Button onClick={() => goLive(BACK_MS)}>{sayPlayback('backTen')}</Button>
          <Button onClick={() => goLive(0)}>{say('live')}</Button>
        </>
      )}
      <Offset />
      <EvidenceButtons offer={evidenceOffer} onExported={() => showReviewTab('evidence')} />
      <span className="soft">{say('coverage', { cameras: cameras.length, percent: coverage(cameras, span) })}</span>
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
  const date = new Date(at);
  return (
    <time className="transport-moment" data-at={Math.round(at)}>
      {date.toLocaleTimeString('zh-CN', { hour12: false })}.{String(Math.floor(at) % 1000).padStart(3, '0')}
    </time>
  );
}

/** How far the pictures that are shown lie apart, looked at once a second. */
function Offset(): ReactNode {
  const say = useWords(playbackWords);
  useSecond();
  const offset = shownOffset();
  return offset && <span className="soft">{say('offset', { cameras: offset.cameras, ms: offset.ms })}</span>;
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
