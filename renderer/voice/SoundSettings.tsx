import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { chooseMicrophone, testDeskMicrophone } from './deskMicrophone';
import { MicrophoneTest } from './MicrophoneTest';
import { chooseOutput, useSoundDevices, type SoundDevice } from './soundDevices';
import './soundSettings.css';
import { soundWords } from './soundWords';

/** Opens the desk's sound devices: which microphone and loudspeaker, a test, and the key of the desktop program. */
export function SoundSettings({ className }: { className: string }): ReactNode {
  const say = useWords(soundWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const { inputs, outputs, inputId, outputId, mayChooseOutput } = useSoundDevices();
  return (
    <>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        onClick={() => {
          dialog.current?.showModal();
        }}
      >
        {say('devices')}
      </button>
      <dialog ref={dialog} className="framed-dialog sound-settings" aria-label={say('devices')}>
        <header>
          <h3>{say('devices')}</h3>
          <button type="button" className="quiet-button" onClick={() => dialog.current?.close()}>
            {say('close')}
          </button>
        </header>
        <DeviceChoice
          label={say('microphone')}
          devices={inputs}
          chosenId={inputId}
          onChoose={(deviceId) => void chooseMicrophone(deviceId)}
        />
        <MicrophoneTest onTest={() => void testDeskMicrophone()} />
        {mayChooseOutput ? (
          <DeviceChoice
            label={say('loudspeaker')}
            devices={outputs}
            chosenId={outputId}
            onChoose={(deviceId) => void chooseOutput(deviceId)}
          />
        ) : (
          <p>{say('onlySystem')}</p>
        )}
        {window.desktop !== undefined && <TalkKeyChoice desktop={window.desktop} />}
      </dialog>
    </>
  );
}

function DeviceChoice(props: {
  label: string;
  devices: readonly SoundDevice[];
  chosenId: string;
  onChoose: (deviceId: string) => void;
}): ReactNode {
  const { label, devices, chosenId, onChoose } = props;
  const say = useWords(soundWords);
  return (
    <label>
      <span>{label}</span>
      <select value={chosenId} onChange={({ target }) => onChoose(target.value)}>
        <option value="">{say('usual')}</option>
        {devices
          .filter(({ deviceId }) => deviceId !== 'default')
          .map(({ deviceId, label: name }) => (
            <option key={deviceId} value={deviceId}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}

type Desktop = NonNullable<typeof window.desktop>;
type TalkKeyState = Awaited<ReturnType<Desktop['talkKey']>>;

const modeWords = { hold: 'talkKeyHold', toggle: 'talkKeyToggle', off: 'talkKeyOff' } as const;

/** The key that talks while another program has the focus; only in the desktop program. */
function TalkKeyChoice({ desktop }: { desktop: Desktop }): ReactNode {
  const say = useWords(soundWords);
  const [state, setState] = useState<TalkKeyState | null>(null);
  const failed = (error: unknown): void => console.error('the talk key could not be asked for', error);
  useEffect(() => {
    desktop.talkKey().then(setState, failed);
  }, [desktop]);
  if (state === null) return null;
  return (
    <>
      <label>
        <span>{say('talkKey')}</span>
        <select
          value={state.key ?? ''}
          onChange={({ target }) => {
            const key = state.keys.find((name) => name === target.value) ?? null;
            desktop.chooseTalkKey(key).then(setState, failed);
          }}
        >
          <option value="">{say('talkKeyNone')}</option>
          {state.keys.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p>{say(modeWords[state.mode])}</p>
    </>
  );
}
