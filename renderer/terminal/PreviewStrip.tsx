import type { CameraView, Vehicle } from '@protocol';
import type { ReactNode } from 'react';
import { useWords, type Say } from '../ui/words/languageStore';
import { useBroadcastState } from './broadcastStore';
import { CameraPreview } from './CameraPreview';
import type { CameraEntry } from './CaptureDesk';
import { captureDesk, useCapture } from './pageCapture';
import { useTerminal } from './terminalStore';
import { terminalWords, type TerminalWord } from './terminalWords';

/** What this tablet sends: its own pictures, and in words what goes out, what does not and why. */
export function PreviewStrip({ vehicle }: { vehicle: Vehicle }): ReactNode {
  const say = useWords(terminalWords);
  const { cameras } = useCapture();
  const { liveViews, network } = useBroadcastState();
  const { cameras: own } = vehicle;
  const chosen = own.flatMap(({ view }) => {
    const camera = cameras.find((entry) => entry.view === view);
    return camera ? [camera] : [];
  });
  return (
    <footer className="preview-strip">
      {chosen
        .filter(({ phase }) => phase === 'open')
        .map((camera) => (
          <figure key={camera.deviceId}>
            <CameraPreview camera={camera} />
            <figcaption>
              {camera.view !== null && say(`view.${camera.view}`)}
              {camera.view !== null && liveViews.includes(camera.view) ? '' : ' ✕'}
            </figcaption>
          </figure>
        ))}
      <ul>
        <li>{sendingLine(liveViews, say)}</li>
        {network === 'too-poor' && <li className="bad">{say('pictureOff')}</li>}
        {chosen.filter(({ failure }) => failure !== null).map((camera) => notSendingLine(camera, say))}
        <SoundLine />
        <PositionLine />
      </ul>
    </footer>
  );
}

function sendingLine(views: readonly CameraView[], say: Say<TerminalWord>): string {
  return views.length === 0
    ? say('sendingNone')
    : say('sending', { views: views.map((view) => say(`view.${view}`)).join(say('listComma')) });
}

function notSendingLine({ view, deviceId, failure }: CameraEntry, say: Say<TerminalWord>): ReactNode {
  const camera = say('cameraOf', { view: say(`view.${view ?? 'none'}`) });
  return (
    <li key={deviceId} className="warn">
      {say('notSending', { camera, reason: say(`failure.${failure ?? 'unknown'}`) })}{' '}
      <button type="button" className="quiet" onClick={() => void captureDesk.refresh()}>
        {say('retry')}
      </button>
    </li>
  );
}

function SoundLine(): ReactNode {
  const say = useWords(terminalWords);
  const { sound, soundFailure, soundMuted } = useCapture();
  if (sound === 'open' && soundMuted) {
    return <li className="warn">{say('soundOff', { reason: say('microphoneMuted') })}</li>;
  }
  if (sound === 'open' || soundFailure === null) {
    return null;
  }
  return (
    <li className="warn">
      {say('soundOff', { reason: say(`failure.${soundFailure}`) })}{' '}
      <button type="button" className="quiet" onClick={() => void captureDesk.refresh()}>
        {say('retry')}
      </button>
    </li>
  );
}

function PositionLine(): ReactNode {
  const say = useWords(terminalWords);
  const { fixFailure, waitingFixes } = useTerminal();
  return (
    <>
      {fixFailure !== null && <li className="warn">{say(fixFailure === 'denied' ? 'fixDenied' : 'fixUnavailable')}</li>}
      {waitingFixes > 2 && <li>{say('fixesWaiting', { count: waitingFixes })}</li>}
    </>
  );
}
