import { useMemo, type ReactNode } from 'react';
import { EvidenceButtons } from '../evidence/EvidenceButtons';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { exportOffer } from './exportOffer';
import { shownOffset } from './openReels';
import { stretchesOf, type Span, type TrackRecord } from './playbackPlan';
import { playbackWords } from './playbackWords';
import { useReview } from './reviewStore';
import { showReviewTab } from './reviewTab';
import { reviewWords } from './reviewWords';

/** How much of the open record there is, how well its pictures are in step, and what can be done with the whole of it. */
export function RecordFacts(): ReactNode {
  const say = useWords(reviewWords);
  const { span, tracks, vehicles } = useReview();
  const offer = useMemo(() => exportOffer({ tracks, vehicles, span, solo: null }), [tracks, vehicles, span]);
  const cameras = tracks.filter(({ track }) => track === 'camera');
  return (
    <>
      <Offset />
      <span className="soft">{say('coverage', { cameras: cameras.length, percent: coverage(cameras, span) })}</span>
      <EvidenceButtons offer={offer} onExported={() => showReviewTab('evidence')} />
    </>
  );
}

/** How far the pictures that are shown lie apart, looked at once a second. */
function Offset(): ReactNode {
  const say = useWords(playbackWords);
  useSecond();
  const offset = shownOffset();
  return (
    offset && <span className="soft record-offset">{say('offset', { cameras: offset.cameras, ms: offset.ms })}</span>
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
