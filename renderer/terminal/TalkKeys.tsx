import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { headsetWords } from '../voice/headsetWords';
import { useTalkKeys } from '../voice/talkKeysStore';
import './sos.css';

/** Which buttons beside the screen talk on this device, as far as it can be known. */
export function TalkKeys(): ReactNode {
  const say = useWords(headsetWords);
  const { headset, seen } = useTalkKeys();
  return (
    <section className="sos-key" aria-label={say('title')}>
      <p>
        <b>{say('title')}</b>
        <br />
        <small className="soft">{say('how')}</small>
        <br />
        <small>{say(`headset.${headset}`)}</small>
        <br />
        <small role="status">
          {seen.length === 0
            ? say('keysNone')
            : say('keysSeen', { keys: seen.map((key) => say(`key.${key}`)).join(say('comma')) })}
        </small>
      </p>
    </section>
  );
}
