import { DownloadOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import type { EvidencePackage } from '@protocol';
import { useState, type ReactNode } from 'react';
import { ReasonDialog } from '../recording/ReasonDialog';
import { clockTime, dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { cancelPackage, downloadPackage, rebuildPackage, useEvidence } from './evidenceStore';
import { categoryWords, evidenceWords, packageStateWords } from './evidenceWords';

/** One package: what it is of, for what, how far it is, and what can be done with it. */
export function PackageCard({
  evidence,
  plates,
}: {
  evidence: EvidencePackage;
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(evidenceWords);
  const sayState = useWords(packageStateWords);
  const sayCategory = useWords(categoryWords);
  const { id, scope, state, percent, actorName, requestedAt, manifestSha256, failure, removesAt, removedAt } = evidence;
  const [isAsking, setAsking] = useState(false);
  const isLoading = useEvidence(({ downloading }) => downloading.has(id));
  const vehicles = [...new Set(scope.tracks.map(({ vehicleId }) => plates.get(vehicleId) ?? vehicleId))];
  const isUnderWay = state === 'waiting' || state === 'running';
  return (
    <article className="evidence-package" data-state={state}>
      <header>
        <strong>{vehicles.join(' ')}</strong>
        <span>
          {dayAndTime(scope.from)} – {clockTime(scope.to)}
        </span>
        <span className="soft">{say('channels', { count: scope.tracks.length })}</span>
        <span className="fill" />
        <b className="evidence-state">{sayState(state)}</b>
      </header>
      <p>
        {sayCategory(scope.category)} · {scope.reason}
      </p>
      {isUnderWay && <Progress percent={percent} size="small" />}
      {failure !== null && <p role="alert">{say('failed', { why: say(`why.${failure}`) })}</p>}
      {manifestSha256 !== null && (
        <p className="soft evidence-hash">
          {say('manifest')} <code>{manifestSha256}</code>
        </p>
      )}
      {removedAt !== null && <p className="soft">{say('removedAt', { time: dayAndTime(removedAt) })}</p>}
      <footer>
        <span className="soft">{say('askedBy', { name: actorName, time: dayAndTime(requestedAt) })}</span>
        {removesAt !== null && <span className="soft">{say('removesAt', { time: dayAndTime(removesAt) })}</span>}
        <span className="fill" />
        {isUnderWay && <Button onClick={() => void cancelPackage(id)}>{say('stop')}</Button>}
        {removedAt !== null && <Button onClick={() => setAsking(true)}>{say('rebuild')}</Button>}
        {state === 'done' && removedAt === null && (
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            loading={isLoading}
            onClick={() => void downloadPackage(evidence)}
          >
            {isLoading ? say('downloading') : `${say('download')} ${megabytes(evidence.bytes ?? 0)}`}
          </Button>
        )}
      </footer>
      {isAsking && (
        <ReasonDialog
          title={say('rebuildTitle')}
          onClose={() => setAsking(false)}
          onReason={(reason) => {
            setAsking(false);
            void rebuildPackage(id, reason);
          }}
        />
      )}
    </article>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
