import type { StorageReport } from '@protocol';
import type { ReactNode } from 'react';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { bytesText } from './bytesText';
import { storageWords } from './storageWords';

/** What recordings are written to, how full each volume is, and what has gone into the archive. */
export function VolumeList({ report: { volumes, archive } }: { report: StorageReport }): ReactNode {
  const say = useWords(storageWords);
  return (
    <section className="storage-panel" aria-label={say('volumes')}>
      <h2>{say('volumes')}</h2>
      {volumes.length === 0 && <p className="soft">{say('volumesUnknown')}</p>}
      <ul className="storage-list">
        {volumes.map(({ directory, totalBytes, freeBytes, works }) => (
          <li key={directory} data-trouble={!works}>
            <b className="storage-path">{directory}</b>
            <span>{say(works ? 'volumeWorks' : 'volumeFails')}</span>
            {totalBytes !== null && freeBytes !== null && (
              <span className="storage-level">
                <progress max={totalBytes} value={totalBytes - freeBytes} aria-label={directory} />
                {say('volumeFree', { free: bytesText(freeBytes), total: bytesText(totalBytes) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <h2>{say('archive')}</h2>
      {archive === null ? (
        <p className="soft">{say('archiveNone')}</p>
      ) : (
        <ul className="storage-list">
          <li data-trouble={archive.problem !== null}>
            <b className="storage-path">{archive.url}</b>
            <span>{say('archived', { bytes: bytesText(archive.archivedBytes) })}</span>
            <span>
              {say('archiveWaiting', { count: archive.waitingSegments, bytes: bytesText(archive.waitingBytes) })}
            </span>
            {archive.problem !== null && (
              <span role="alert">
                {say('archiveFails', { since: dayAndTime(archive.problem.since), text: archive.problem.text })}
              </span>
            )}
          </li>
        </ul>
      )}
    </section>
  );
}
