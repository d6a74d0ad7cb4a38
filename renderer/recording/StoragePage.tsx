import type { StorageReport } from '@protocol';
import { useEffect, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { onReady } from '../wire/pageConnection';
import { bytesText } from './bytesText';
import { dayText } from './dayText';
import { DeletionDesk } from './DeletionDesk';
import { DueList } from './DueList';
import { HoldList } from './HoldList';
import { QuotaForm } from './QuotaForm';
import './recording.css';
import { RetentionForm } from './RetentionForm';
import { loadStorage, useStorage } from './storageStore';
import { storageWords } from './storageWords';
import { VolumeList } from './VolumeList';

const LOAD_EVERY_MS = 30_000;

/** Room for recordings: what there is, what goes next week and why, what is held, and who deletes before its time. */
export function StoragePage({ plates }: { plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(storageWords);
  const { report, error } = useStorage();
  useEffect(() => {
    const stop = onReady(() => void loadStorage());
    const timer = setInterval(() => void loadStorage(), LOAD_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
  return (
    <main className="storage" aria-label={say('page')}>
      {error !== null && (
        <p className="storage-alert" role="alert">
          {errorText(error)}
        </p>
      )}
      {report === null ? (
        error === null && <p className="soft">{say('loading')}</p>
      ) : (
        <>
          {report.isFull && (
            <p className="storage-alert" role="alert">
              {say('isFull')}
            </p>
          )}
          <Room report={report} />
          <div className="storage-columns">
            <div>
              <VolumeList report={report} />
              <RetentionForm rules={report.rules} reduceAfterDays={report.reduceAfterDays} />
              <HoldList holds={report.holds} plates={plates} />
            </div>
            <div>
              <DueList report={report} plates={plates} />
              <QuotaForm places={report.quotas} vehicles={report.vehicleQuotas} plates={plates} />
              <DeletionDesk requests={report.deletionRequests} plates={plates} />
            </div>
          </div>
        </>
      )}
    </main>
  );
}

function Room({ report }: { report: StorageReport }): ReactNode {
  const say = useWords(storageWords);
  const { totalBytes, freeBytes, reserveBytes, recordedBytes, bytesPerDay, fullAt, oldest } = report;
  const share = totalBytes === null || freeBytes === null ? null : 1 - freeBytes / totalBytes;
  return (
    <section className="storage-room">
      <Fact title={say('used')} note={oldest === null ? say('noneYet') : `${say('oldest')} ${dayText(oldest)}`}>
        {bytesText(recordedBytes)}
      </Fact>
      <Fact
        title={say('free')}
        note={reserveBytes === null ? '' : say('freeNote', { reserve: bytesText(reserveBytes) })}
      >
        {freeBytes === null ? '—' : bytesText(freeBytes)}
        {share !== null && <progress max={1} value={share} aria-label={say('free')} />}
      </Fact>
      <Fact title={say('perDay')} note={say('perDayNote')}>
        {bytesText(bytesPerDay)}
      </Fact>
      <Fact title={say('fullAt')} note="">
        {fullAt !== null ? dayText(fullAt) : say(bytesPerDay > 0 && freeBytes !== null ? 'fullNever' : 'fullUnknown')}
      </Fact>
    </section>
  );
}

function Fact({ title, note, children }: { title: string; note: string; children: ReactNode }): ReactNode {
  return (
    <div className="storage-fact">
      <span className="soft">{title}</span>
      <b>{children}</b>
      <small>{note}</small>
    </div>
  );
}
