import { useEffect, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { chooseOutput, lookForSoundDevices, useSoundDevices } from '../voice/soundDevices';
import { soundWords } from '../voice/soundWords';
import { useCapture } from './pageCapture';

/** Where this tablet is heard, such as the vehicle's own loudspeaker; nothing where the browser lets no page choose. */
export function LoudspeakerChoice(): ReactNode {
  const say = useWords(soundWords);
  const { outputs, outputId, mayChooseOutput } = useSoundDevices();
  const { sound } = useCapture();
  // Devices have names only once the microphone was allowed.
  useEffect(() => void lookForSoundDevices(), [sound]);
  const named = outputs.filter(({ deviceId }) => deviceId !== 'default');
  if (!mayChooseOutput || named.length === 0) return null;
  return (
    <>
      <h2>{say('loudspeaker')}</h2>
      <div className="setup-microphone">
        <select
          value={named.some(({ deviceId }) => deviceId === outputId) ? outputId : ''}
          aria-label={say('loudspeaker')}
          onChange={({ target }) => void chooseOutput(target.value)}
        >
          <option value="">{say('usual')}</option>
          {named.map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}
