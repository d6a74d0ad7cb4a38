import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { AuditPage } from '../audit/AuditPage';
import { CoveragePage } from '../recording/CoveragePage';
import { StoragePage } from '../recording/StoragePage';
import { EvidencePage } from '../evidence/EvidencePage';
import { OperationBar } from '../operations/OperationBar';
import { OperationEditor } from '../operations/OperationEditor';
import { useOperations } from '../operations/operationsStore';
import { OrderTimesPage } from '../orders/OrderTimesPage';
import { SupervisorNotice } from '../orders/SupervisorNotice';
import { ChangePasswordPage } from '../session/ChangePasswordPage';
import { usePermission, useSession } from '../session/sessionStore';
import { SignInPage } from '../session/SignInPage';
import { StatusPage } from '../status/StatusPage';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { VoiceLogPage } from '../voiceLog/VoiceLogPage';
import { onReady, serverNow, useConnectionState } from '../wire/pageConnection';
import { CameraGrid } from './CameraGrid';
import { ClipBar } from './ClipBar';
import { CoverBar } from './CoverBar';
import { useCoveredCamera } from './coverStore';
import { EventList } from './EventList';
import { momentOfLink } from './momentLink';
import { openMoment } from './openAt';
import { RecordChoice } from './RecordChoice';
import { usePermittedTabs } from './permittedTabs';
import { ReviewBar } from './ReviewBar';
import { runClock, seekTo, setClockLimit, setPlaying } from './reviewClock';
import { ReviewMap } from './ReviewMap';
import { followRecord, loadVehicles, openRecord, useReview } from './reviewStore';
import { showReviewTab, useReviewTab } from './reviewTab';
import { ReviewSounds } from './ReviewSounds';
import { reviewWords } from './reviewWords';
import { SideLists } from './SideLists';
import { Timeline } from './Timeline';
import { TransportBar } from './TransportBar';
import { useReviewKeys } from './useReviewKeys';

/** Behind this the newest fragment has not been written yet. */
const LIVE_EDGE_MS = 4000;
const FOLLOW_EVERY_MS = 4000;

/** The supervisor's page: pictures, sound, talk, track and events under one clock. */
export function ReviewPage(): ReactNode {
  const { phase, signedIn } = useSession();
  const say = useWords(reviewWords);
  const mayEnter = usePermittedTabs().length > 0;
  if (phase === 'signed-out') {
    return <SignInPage offers={['/review', '/']} />;
  }
  if (signedIn?.mustChangePassword) {
    return <ChangePasswordPage />;
  }
  if (phase === 'signed-in' && !mayEnter) {
    return (
      <div className="review">
        <ReviewBar />
        <p className="review-prompt">{say('noRight')}</p>
      </div>
    );
  }
  return <ReviewTabs />;
}

/** Around a burst that is looked up in the log. */
const BEFORE_BURST_MS = 60_000;
const AFTER_BURST_MS = 9 * 60_000;

function ReviewTabs(): ReactNode {
  const tabs = usePermittedTabs();
  const asked = useReviewTab();
  const tab = tabs.includes(asked) ? asked : tabs[0];
  const mayPlay = usePermission('recording.play');
  const mayReviewOrders = usePermission('orders.review');
  const fleet = useReview((state) => state.fleet);
  const plates = useMemo(() => new Map(fleet.map(({ id, plate }) => [id, plate])), [fleet]);
  useEffect(() => onReady(() => void loadVehicles()), []);

  useEffect(() => {
    const follow = (): void => {
      const shared = momentOfLink(location.hash);
      if (shared && mayPlay) {
        void openMoment(shared);
      }
    };
    addEventListener('hashchange', follow);
    // The line may be lost and come back; the link that led here is followed once.
    let isFollowed = false;
    const stop = onReady(() => {
      if (!isFollowed) {
        isFollowed = true;
        follow();
      }
    });
    return () => {
      removeEventListener('hashchange', follow);
      stop();
    };
  }, [mayPlay]);

  const showMoment = useCallback((vehicleId: string, at: number) => {
    showReviewTab('replay');
    void openRecord([vehicleId], { from: at - BEFORE_BURST_MS, to: at + AFTER_BURST_MS }).then(() => {
      seekTo(at);
      setPlaying(true);
    });
  }, []);

  const notice = mayReviewOrders && <SupervisorNotice plates={plates} />;
  if (tab === 'replay') {
    return (
      <>
        {notice}
        <Review />
      </>
    );
  }
  return (
    <div className="review">
      {notice}
      <ReviewBar />
      {tab === 'voice' && <VoiceLogPage plates={plates} onReview={showMoment} />}
      {tab === 'orders' && <OrderTimesPage />}
      {tab === 'coverage' && <CoveragePage plates={plates} onReview={showMoment} />}
      {tab === 'storage' && <StoragePage plates={plates} />}
      {tab === 'status' && <StatusPage />}
      {tab === 'evidence' && <EvidencePage plates={plates} />}
      {tab === 'audit' && <AuditPage plates={plates} />}
    </div>
  );
}

function Review(): ReactNode {
  const say = useWords(reviewWords);
  const { vehicleIds, loading, error, span } = useReview();
  const { phase } = useConnectionState();
  const editing = useOperations((operations) => operations.editing);
  const isCovering = useCoveredCamera() !== null;
  useReviewKeys();

  useEffect(() => runClock(), []);
  useEffect(() => setClockLimit(() => Math.min(span.to, serverNow() - LIVE_EDGE_MS)), [span]);
  useEffect(() => {
    const timer = setInterval(() => void followRecord(), FOLLOW_EVERY_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div className="review">
      <ReviewBar />
      <div className="record-bar">
        <RecordChoice />
        <OperationBar />
      </div>
      {phase === 'offline' && <p className="review-offline">{say('offline')}</p>}
      {editing !== null ? (
        <OperationEditor key={editing === 'new' ? editing : editing.id} operation={editing} />
      ) : vehicleIds.length === 0 || loading || error !== null ? (
        <p className="review-prompt" role={error !== null ? 'alert' : undefined}>
          {error !== null ? errorText(error) : say(loading ? 'loading' : 'choosePrompt')}
        </p>
      ) : (
        <div className="review-body">
          <CameraGrid />
          <aside className="review-side">
            <ReviewMap />
            <EventList />
            <SideLists />
          </aside>
          <div className="review-time">
            <TransportBar />
            {isCovering ? <CoverBar /> : <ClipBar />}
            <Timeline />
          </div>
          <ReviewSounds />
        </div>
      )}
    </div>
  );
}
