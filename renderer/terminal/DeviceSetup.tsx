import type { CameraView } from '@protocol';
import type { ReactNode } from 'react';
import { DeviceRecordingFacts } from '../deviceRecording/DeviceRecordingFacts';
import { useWords } from '../ui/words/languageStore';
import { MicrophoneTest } from '../voice/MicrophoneTest';
import { testMicrophone } from '../voice/soundDevices';
import { CameraPreview } from './CameraPreview';
import type { CameraEntry } from './CaptureDesk';
import { LoudspeakerChoice } from './LoudspeakerChoice';
import { captureDesk, useCapture } from './pageCapture';
import { terminalWords } from './terminalWords';

/** The cameras and the microphone of this tablet: what opens is seen, what does not says why. */
export function DeviceSetup({ views }: { views: readonly CameraView[] }): ReactNode {
  const say = useWords(terminalWords);
  const { phase, cameras, microphones, microphoneId, sound, soundFailure, soundMuted } = useCapture();
  return (
    <section className="device-setup">
      <h2>
        {say('cameras')}
        <button type="button" className="quiet" onClick={() => void captureDesk.refresh()}>
          {say('retry')}
        </button>
      </h2>
      {phase === 'asking' && <p className="soft">{say('camerasAsking')}</p>}
      {phase === 'ready' && cameras.length === 0 && (
        <p className="soft">
          {say('camerasNone')} {say('camerasNoneHint')}
        </p>
      )}
      <div className="setup-cameras">
        {cameras.map((camera) => (
          <SetupCamera key={camera.deviceId} camera={camera} views={views} />
        ))}
      </div>
      <h2>{say('microphone')}</h2>
      <div className="setup-microphone">
        {microphones.length > 0 && (
          <select
            value={microphoneId ?? ''}
            aria-label={say('microphone')}
            onChange={({ target }) => void captureDesk.chooseMicrophone(target.value)}
          >
            {microphones.map(({ deviceId, label }) => (
              <option key={deviceId} value={deviceId}>
                {label}
              </option>
            ))}
          </select>
        )}
        <span className={sound === 'open' && !soundMuted ? 'good' : 'bad'}>
          {sound === 'open' && (soundMuted ? `! ${say('microphoneMuted')}` : `● ${say('microphoneOpen')}`)}
          {sound !== 'open' && (soundFailure ? `! ${say(`failure.${soundFailure}`)}` : say('microphoneOff'))}
        </span>
      </div>
      <DeviceRecordingFacts />
      {sound === 'open' && <MicrophoneTest onTest={testTalkSound} />}
      <LoudspeakerChoice />
    </section>
  );
}

function SetupCamera({ camera, views }: { camera: CameraEntry; views: readonly CameraView[] }): ReactNode {
  const say = useWords(terminalWords);
  const { deviceId, label, view, phase, failure } = camera;
  return (
    <article className={`setup-camera ${phase}`}>
      <div className="picture">
        <CameraPreview camera={camera} />
        {phase === 'opening' && <p>{say('opening')}</p>}
        {phase === 'unused' && <p className="soft">{say('view.none')}</p>}
        {failure !== null && (
          <p className="bad">
            ! {say(`failure.${failure}`)}
            <button type="button" className="quiet" onClick={() => void captureDesk.refresh()}>
              {say('retry')}
            </button>
          </p>
        )}
      </div>
      <p className="device-label">{label}</p>
      <div className="view-choice" role="group" aria-label={label}>
        {views.map((choice) => (
          <button
            type="button"
            key={choice}
            aria-pressed={view === choice}
            onClick={() => void captureDesk.choose(deviceId, choice)}
          >
            {say(`view.${choice}`)}
          </button>
        ))}
        <button type="button" aria-pressed={view === null} onClick={() => void captureDesk.choose(deviceId, null)}>
          {say('view.none')}
        </button>
      </div>
    </article>
  );
}

/** What others would hear of this tablet. */
function testTalkSound(): void {
  const talk = captureDesk.soundTracks?.talk;
  if (talk !== undefined) void testMicrophone(talk);
}
