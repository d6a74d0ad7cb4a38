import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { useEvidence } from './evidenceStore';
import { evidenceWords } from './evidenceWords';

/** The fingerprint of the centre's key in groups that can be read out over the telephone. */
export function KeyCard(): ReactNode {
  const say = useWords(evidenceWords);
  const centreKey = useEvidence((state) => state.centreKey);
  const [isCopied, setCopied] = useState(false);
  if (!centreKey) return null;
  const { algorithm, fingerprint, publicKey, newestHead } = centreKey;
  const groups = fingerprint.match(/.{4}/g) ?? [];
  return (
    <aside className="evidence-key" aria-label={say('keyTitle')}>
      <h2>{say('keyTitle')}</h2>
      <p className="evidence-fingerprint" data-fingerprint={fingerprint}>
        {groups.map((group, index) => (
          // The groups of one fingerprint never change their places, and may be alike.
          <code key={index}>{group}</code>
        ))}
      </p>
      <Button onClick={() => void navigator.clipboard.writeText(fingerprint).then(() => setCopied(true))}>
        {say(isCopied ? 'copied' : 'copy')}
      </Button>
      <p className="soft">{say('keyExplain')}</p>
      <dl>
        <dt>{say('algorithm')}</dt>
        <dd>{algorithm}</dd>
        <dt>{say('newestHead')}</dt>
        <dd>
          {newestHead === null
            ? say('noHead')
            : say('head', { number: newestHead.number, time: dayAndTime(newestHead.signedAt) })}
        </dd>
        <dt>{say('publicKey')}</dt>
        <dd>
          <pre>{publicKey}</pre>
        </dd>
      </dl>
    </aside>
  );
}
