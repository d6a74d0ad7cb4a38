import type { ReactNode } from 'react';
import { auditWords } from '../audit/auditWords';
import { evidenceWords } from '../evidence/evidenceWords';
import { useFleet } from '../fleet/fleetStore';
import { soundMixer } from '../media/SoundMixer';
import { orderBoardWords } from '../orders/orderBoardWords';
import { useRecorder } from '../recording/recorderStore';
import { lendTokenTo, signOut, usePermission, useSession } from '../session/sessionStore';
import { statusWords } from '../status/statusWords';
import { useSoundLock } from '../voice/useSoundLock';
import { voiceLogWords } from '../voiceLog/voiceLogWords';
import { connection, useConnectionState } from '../wire/pageConnection';
import { showConsoleTab, type ConsoleTab } from './consoleTab';
import { consoleWords } from './consoleWords';
import { clockTime, duration } from './formatTime';
import { LanguageButton } from './LanguageButton';
import './topBar.css';
import { useSecond } from './useSecond';
import { useWords } from './words/languageStore';

/** Who and where, the pages there are, and what must always be seen: line, recorder, server time. */
export function TopBar({
  tab,
  onHelp,
  alarmButton,
}: {
  tab: ConsoleTab;
  onHelp: () => void;
  alarmButton: ReactNode;
}): ReactNode {
  const say = useWords(consoleWords);
  const name = useSession(({ signedIn }) => signedIn?.person.name ?? '');
  const centre = useFleet(({ places }) => places.find(({ kind }) => kind === 'city')?.name ?? null);
  const mayWatch = usePermission('video.watch');
  const mayReview = usePermission('recording.play');
  const mayViewKey = usePermission('evidence.viewKey');
  const mayAudit = usePermission('audit.view');
  const maySeeStatus = usePermission('status.view');
  const sayLog = useWords(voiceLogWords);
  const sayStatus = useWords(statusWords);
  const sayEvidence = useWords(evidenceWords);
  const sayAudit = useWords(auditWords);
  const sayOrders = useWords(orderBoardWords);
  const maySeeOrders = usePermission('orders.view');
  const button = (to: ConsoleTab, word: string): ReactNode => (
    <button type="button" aria-current={tab === to ? 'page' : undefined} onClick={() => showConsoleTab(to)}>
      {word}
    </button>
  );
  return (
    <header className="top-bar">
      <b className="top-product">{say('product')}</b>
      <span className="top-centre">{centre ?? say('noCentre')}</span>
      <nav aria-label={say('pages')}>
        {button('command', say('command'))}
        {mayWatch && button('wall', say('wall'))}
        {maySeeOrders && button('orders', sayOrders('page'))}
        {mayReview && (
          <a href="/review" target="_blank" rel="noreferrer" onClick={() => lendTokenTo('review')}>
            {say('review')}
          </a>
        )}
        {mayReview && (
          <a href="/review#voice" target="_blank" rel="noreferrer" onClick={() => lendTokenTo('review')}>
            {sayLog('page')}
          </a>
        )}
        {!mayReview && mayViewKey && (
          <a href="/review#evidence" target="_blank" rel="noreferrer" onClick={() => lendTokenTo('review')}>
            {sayEvidence('page')}
          </a>
        )}
        {!mayReview && mayAudit && (
          <a href="/review#audit" target="_blank" rel="noreferrer" onClick={() => lendTokenTo('review')}>
            {sayAudit('page')}
          </a>
        )}
        {maySeeStatus && button('status', sayStatus('page'))}
      </nav>
      {alarmButton}
      <SoundLock />
      <LineBadge />
      <RecorderBadge />
      <ServerTime />
      <span className="top-person">{name}</span>
      <LanguageButton />
      <button type="button" className="quiet-button" title={say('helpHint')} aria-label={say('help')} onClick={onHelp}>
        ?
      </button>
      <button type="button" className="quiet-button" onClick={() => void signOut()}>
        {say('signOut')}
      </button>
    </header>
  );
}

function SoundLock(): ReactNode {
  const say = useWords(consoleWords);
  if (!useSoundLock()) return null;
  return (
    <button type="button" className="badge" data-tone="talk" onClick={() => void soundMixer.unlock()}>
      ◗ {say('soundLocked')}
    </button>
  );
}

function LineBadge(): ReactNode {
  const say = useWords(consoleWords);
  const now = useSecond();
  const { phase, offlineSince, roundTripMs } = useConnectionState();
  const isOnline = phase === 'online';
  // The moment is of this device's clock, the second is of the server's.
  const gone = offlineSince === null ? 0 : now - connection.clock.offset - offlineSince;
  return (
    <span className="badge" role="status" data-tone={isOnline ? 'live' : 'alarm'} data-phase={phase}>
      <i aria-hidden="true">{isOnline ? '●' : '▲'}</i>
      {isOnline
        ? roundTripMs === null
          ? say('online')
          : say('roundTrip', { milliseconds: roundTripMs })
        : phase === 'connecting'
          ? say('connecting')
          : say('offline', { time: duration(gone) })}
    </span>
  );
}

function RecorderBadge(): ReactNode {
  const say = useWords(consoleWords);
  const now = useSecond();
  const maySee = usePermission('status.view');
  const isOnline = useConnectionState().phase === 'online';
  const { state } = useRecorder();
  if (!maySee) return null;
  // What was true before the line was lost is not shown as if it still were.
  if (state === null || !isOnline) return <span className="badge">{say('recorderUnknown')}</span>;
  const { present, since, recordingTracks, expectedTracks } = state;
  const isWhole = recordingTracks >= expectedTracks;
  return (
    <span
      className="badge"
      role="status"
      data-recorder={present ? 'present' : 'gone'}
      data-tone={!present ? 'alarm' : isWhole ? 'live' : 'talk'}
    >
      <i aria-hidden="true">{present ? (isWhole ? '●' : '◐') : '▲'}</i>
      {!present
        ? say('recorderGone', { time: duration(now - since) })
        : expectedTracks === 0 && recordingTracks === 0
          ? say('recorderIdle')
          : say('recorderOn', { recording: recordingTracks, expected: expectedTracks })}
    </span>
  );
}

function ServerTime(): ReactNode {
  const say = useWords(consoleWords);
  return (
    <time className="top-time" aria-label={say('serverTime')}>
      {clockTime(useSecond())}
    </time>
  );
}
