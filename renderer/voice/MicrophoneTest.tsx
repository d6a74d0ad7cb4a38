import { useEffect, useRef, type ReactNode } from 'react';
import { soundMixer } from '../media/SoundMixer';
import { useWords } from '../ui/words/languageStore';
import { TESTED_VOICE, useSoundDevices } from './soundDevices';
import './soundSettings.css';
import { soundWords } from './soundWords';

const SAMPLE_MS = 60;
/** Speech at a usual distance fills the meter with this. */
const METER_GAIN = 2;

const hints = { idle: 'testIdle', recording: 'testRecording', playing: 'testPlaying', failed: 'testFailed' } as const;

/** Hearing oneself, with the level meanwhile. */
export function MicrophoneTest({ onTest }: { onTest: () => void }): ReactNode {
  const say = useWords(soundWords);
  const test = useSoundDevices((devices) => devices.test);
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (meter.current !== null) meter.current.value = Math.min(1, soundMixer.levelOf(TESTED_VOICE) * METER_GAIN);
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="microphone-test">
      <meter ref={meter} min={0} max={1} high={0.9} aria-label={say('level')} />
      <button type="button" disabled={test === 'recording' || test === 'playing'} onClick={onTest}>
        {say('test')}
      </button>
      <p role="status" data-test={test}>
        {say(hints[test])}
      </p>
    </div>
  );
}
