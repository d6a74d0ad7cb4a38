import { Button } from 'antd';
import type { RequestOutput } from '@protocol';
import { useState, type ReactNode } from 'react';
import { ReasonDialog } from '../recording/ReasonDialog';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { changeKey, useEvidence } from './evidenceStore';
import { evidenceWords } from './evidenceWords';
import { TimeStampStatus } from './TimeStampStatus';

type CentreKey = RequestOutput<'evidence:key'>;

/** The fingerprint of the centre's key in groups that can be read out over the telephone, and the keys before it. */
export function KeyCard(): ReactNode {
  const say = useWords(evidenceWords);
  const centreKey = useEvidence((state) => state.centreKey);
  const [isCopied, setCopied] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const newest = centreKey?.keys.at(-1);
  if (!centreKey || !newest) return null;
  const { keys, changes, publicKey, newestHead, timeStamps, mayChange } = centreKey;
  const { algorithm, fingerprint } = newest;
  return (
    <section className="evidence-key" aria-label={say('keyTitle')}>
      <h2>{say('keyTitle')}</h2>
      <p className="evidence-fingerprint" data-fingerprint={fingerprint}>
        {(fingerprint.match(/.{4}/g) ?? []).map((group, index) => (
          // The groups of one fingerprint never change their places, and may be alike.
          <code key={index}>{group}</code>
        ))}
      </p>
      <div className="evidence-key-actions">
        <Button onClick={() => void navigator.clipboard.writeText(fingerprint).then(() => setCopied(true))}>
          {say(isCopied ? 'copied' : 'copy')}
        </Button>
        {mayChange && <Button onClick={() => setChanging(true)}>{say('changeKey')}</Button>}
      </div>
      <p className="soft">{say('keyExplain')}</p>
      <dl>
        <dt>{say('algorithm')}</dt>
        <dd>
          {say('keyOf', { algorithm, number: newest.number, time: dayAndTime(newest.validFrom) })}
          <KeyChange {...{ changes, fingerprint, number: newest.number }} />
        </dd>
        <dt>{say('newestHead')}</dt>
        <dd>
          {newestHead === null
            ? say('noHead')
            : say('head', { number: newestHead.number, time: dayAndTime(newestHead.signedAt) })}
        </dd>
        <dt>{say('timeStamps')}</dt>
        <dd>
          <TimeStampStatus state={timeStamps} />
        </dd>
        <dt>{say('publicKey')}</dt>
        <dd>
          <pre>{publicKey}</pre>
        </dd>
      </dl>
      {keys.length > 1 && <FormerKeys {...{ keys, changes }} />}
      {isChanging && (
        <ReasonDialog
          title={say('changeKeyTitle')}
          onClose={() => setChanging(false)}
          onReason={(reason) => {
            setChanging(false);
            void changeKey(reason);
          }}
        >
          <p className="soft">{say('changeKeyExplain')}</p>
        </ReasonDialog>
      )}
    </section>
  );
}

/** The newest of them first, each with the time in which it was the centre's. */
function FormerKeys({ keys, changes }: Pick<CentreKey, 'keys' | 'changes'>): ReactNode {
  const say = useWords(evidenceWords);
  const former = keys.slice(0, -1).map((key, index) => ({ ...key, validTo: keys[index + 1]?.validFrom ?? 0 }));
  return (
    <details className="evidence-former-keys">
      <summary>{say('formerKeys', { count: former.length })}</summary>
      <p className="soft">{say('formerKeysExplain')}</p>
      <ol>
        {former.reverse().map(({ number, algorithm, fingerprint, validFrom, validTo }) => (
          <li key={number}>
            {say('formerKey', { number, algorithm, from: dayAndTime(validFrom), to: dayAndTime(validTo) })}
            <code>{(fingerprint.match(/.{4}/g) ?? []).join(' ')}</code>
            <KeyChange {...{ changes, fingerprint, number }} />
          </li>
        ))}
      </ol>
    </details>
  );
}

type ChangeQuestion = Pick<CentreKey, 'changes'> & Pick<CentreKey['keys'][number], 'fingerprint' | 'number'>;

/** Who made it the centre's key, and why; of the first, that the server made it. */
function KeyChange({ changes, fingerprint, number }: ChangeQuestion): ReactNode {
  const say = useWords(evidenceWords);
  const change = changes.find((one) => one.fingerprint === fingerprint);
  if (!change && number > 1) return null;
  return (
    <small className="evidence-key-change">
      {change ? say('changedBy', { name: change.actorName, reason: change.reason }) : say('firstKey')}
    </small>
  );
}
