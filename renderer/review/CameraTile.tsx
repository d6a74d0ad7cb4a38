import { useRef, type ReactNode } from 'react';
import './reduced.css';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { CoverLayer } from './CoverLayer';
import { useCoveredCamera } from './coverStore';
import { exactTime } from './exactTime';
import { chooseCamera, useGrid } from './gridStore';
import type { Stretch, TrackRecord } from './playbackPlan';
import { useReviewClock } from './reviewClock';
import { reviewWords } from './reviewWords';
import { useReel } from './useReel';

/** One camera's recording at the moment of the clock; where there is none, why, and never an old picture. */
export function CameraTile({ record, plate }: { record: TrackRecord; plate: string }): ReactNode {
  const say = useWords(reviewWords);
  const sayView = useWords(viewWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { stretch, ready, unsupported } = useReel(record, canvas);
  const solo = useGrid((grid) => grid.solo);
  const isCovered = useCoveredCamera() === record.key;
  const camera = say('camera', { plate, view: record.view === null ? '' : sayView(record.view) });
  const recorded = stretch?.kind === 'recorded';
  return (
    <figure className="camera-tile" data-camera={record.key} data-ready={ready}>
      <canvas ref={canvas} aria-label={camera} onDoubleClick={() => chooseCamera(solo === null ? record.key : null)} />
      {recorded && !ready && !unsupported && <p className="tile-waiting">{say('waiting')}</p>}
      {unsupported && <p className="tile-waiting">{say('unsupported')}</p>}
      {!recorded && <NoPicture stretch={stretch} />}
      {isCovered && ready && <CoverLayer canvas={canvas} />}
      <figcaption>
        <b>{camera}</b>
        {recorded && stretch.reduced && <em className="tile-reduced">{say('reduced')}</em>}
        {recorded && <TileTime />}
      </figcaption>
    </figure>
  );
}

function TileTime(): ReactNode {
  const second = useReviewClock(({ at }) => Math.floor(at / 1000));
  return <time>{clockTime(second * 1000)}</time>;
}

/** Shorter ones are told to the millisecond, or both their ends would read alike. */
const SHORT_MS = 5_000;

function NoPicture({ stretch }: { stretch: Stretch | null }): ReactNode {
  const say = useWords(reviewWords);
  const sayReason = useWords(gapWords);
  const timeOf = stretch !== null && stretch.to - stretch.from < SHORT_MS ? exactTime : clockTime;
  return (
    <div className={`no-picture ${stretch?.kind ?? 'not-required'}`}>
      <b>{say('noRecording')}</b>
      {stretch && <p>{say('stretch', { from: timeOf(stretch.from), to: timeOf(stretch.to) })}</p>}
      <p>
        {stretch?.kind === 'gap'
          ? say('reason', { reason: sayReason(stretch.reason) })
          : say(stretch?.kind === 'future' ? 'future' : 'notRequired')}
      </p>
    </div>
  );
}
