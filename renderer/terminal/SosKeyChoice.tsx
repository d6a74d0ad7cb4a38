import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import './sos.css';
import { learnSosKey, setSosKey, useSosKey } from './sosKeyStore';
import { sosWords } from './sosWords';

/** Which key of this device calls for help, and how it is taught another one. */
export function SosKeyChoice(): ReactNode {
  const say = useWords(sosWords);
  const { keyName, isLearning } = useSosKey();
  const stopLearning = useRef<(() => void) | null>(null);
  useEffect(() => () => stopLearning.current?.(), []);
  return (
    <div className="sos-key">
      <p>
        <b>{keyName === null ? say('keyNone') : say('key', { key: keyName })}</b>
        <br />
        <small className="soft">{say('keyHint')}</small>
      </p>
      <button
        type="button"
        className="switch"
        aria-pressed={isLearning}
        onClick={() => {
          if (isLearning) stopLearning.current?.();
          else stopLearning.current = learnSosKey();
        }}
      >
        {say(isLearning ? 'keyLearning' : 'keyLearn')}
      </button>
      {keyName !== null && !isLearning && (
        <button type="button" className="switch" onClick={() => setSosKey(null)}>
          {say('keyForget')}
        </button>
      )}
    </div>
  );
}
