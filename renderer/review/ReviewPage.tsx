import { useEffect, useMemo, type ReactNode } from 'react';
import { ChangePasswordPage } from '../session/ChangePasswordPage';
import { usePermission, useSession } from '../session/sessionStore';
import { SignInPage } from '../session/SignInPage';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { onReady, serverNow, useConnectionState } from '../wire/pageConnection';
import { BurstList } from './BurstList';
import { CameraGrid } from './CameraGrid';
import { EventList } from './EventList';
import { tracksOf } from './playbackPlan';
import { ReviewBar } from './ReviewBar';
import { runClock, setClockLimit } from './reviewClock';
import { ReviewMap } from './ReviewMap';
import { followRecord, loadVehicles, useReview } from './reviewStore';
import { reviewWords } from './reviewWords';
import { SoundPlayer } from './SoundPlayer';
import { Timeline } from './Timeline';
import { TransportBar } from './TransportBar';
import { useReviewKeys } from './useReviewKeys';

/** Behind this the newest fragment has not been written yet. */
const LIVE_EDGE_MS = 4000;
const FOLLOW_EVERY_MS = 4000;

/** The supervisor's page: one vehicle's pictures, sound, talk, track and events under one clock. */
export function ReviewPage(): ReactNode {
  const { phase, signedIn } = useSession();
  const say = useWords(reviewWords);
  const mayPlay = usePermission('recording.play');
  if (phase === 'signed-out') {
    return <SignInPage offers={['/review', '/']} />;
  }
  if (signedIn?.mustChangePassword) {
    return <ChangePasswordPage />;
  }
  if (phase === 'signed-in' && !mayPlay) {
    return (
      <div className="review">
        <ReviewBar />
        <p className="review-prompt">{say('noRight')}</p>
      </div>
    );
  }
  return <Review />;
}

function Review(): ReactNode {
  const say = useWords(reviewWords);
  const { vehicleId, loading, error, segments, gaps, span } = useReview();
  const { phase } = useConnectionState();
  const tracks = useMemo(() => tracksOf(segments, gaps), [segments, gaps]);
  useReviewKeys();

  useEffect(() => onReady(() => void loadVehicles()), []);
  useEffect(() => runClock(), []);
  useEffect(() => setClockLimit(() => Math.min(span.to, serverNow() - LIVE_EDGE_MS)), [span]);
  useEffect(() => {
    const timer = setInterval(() => void followRecord(), FOLLOW_EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div className="review">
      <ReviewBar />
      {phase === 'offline' && <p className="review-offline">{say('offline')}</p>}
      {vehicleId === null || loading || error !== null ? (
        <p className="review-prompt" role={error !== null ? 'alert' : undefined}>
          {error !== null ? errorText(error) : say(loading ? 'loading' : 'choosePrompt')}
        </p>
      ) : (
        <div className="review-body">
          <CameraGrid tracks={tracks} />
          <aside className="review-side">
            <ReviewMap />
            <EventList />
            <BurstList />
          </aside>
          <div className="review-time">
            <TransportBar tracks={tracks} />
            <Timeline tracks={tracks} />
          </div>
          <SoundPlayer tracks={tracks} />
        </div>
      )}
    </div>
  );
}
