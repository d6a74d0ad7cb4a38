import type { StorageReport } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { bytesText } from './bytesText';
import { dayText } from './dayText';
import { storageWords } from './storageWords';

/** What will be deleted, and what reduced to key pictures, in the next seven days: of whom, and by which rule. */
export function DueList({
  report: { dueNextWeek, reducedNextWeek },
  plates,
}: {
  report: StorageReport;
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(storageWords);
  return (
    <section className="storage-panel" aria-label={say('due')}>
      <h2>{say('due')}</h2>
      {dueNextWeek.length === 0 && <p className="soft">{say('dueNone')}</p>}
      <DueTable groups={dueNextWeek} plates={plates} />
      {reducedNextWeek.length > 0 && (
        <>
          <h2>{say('dueReduced')}</h2>
          <DueTable groups={reducedNextWeek} plates={plates} />
        </>
      )}
    </section>
  );
}

function DueTable({
  groups,
  plates,
}: {
  groups: StorageReport['dueNextWeek'];
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(storageWords);
  if (groups.length === 0) return null;
  return (
    <div className="storage-due-list">
      <table className="storage-due">
        <thead>
          <tr>
            <th>{say('dueDay')}</th>
            <th>{say('vehicle')}</th>
            <th>{say('why')}</th>
            <th />
            <th />
          </tr>
        </thead>
        <tbody>
          {groups.map(({ day, vehicleId, category, segments, bytes }) => (
            <tr key={`${day} ${vehicleId ?? ''} ${category}`}>
              <td>{dayText(day)}</td>
              <td>{vehicleId === null ? say('centre') : (plates.get(vehicleId) ?? vehicleId)}</td>
              <td>{say(category)}</td>
              <td>{say('files', { count: segments })}</td>
              <td>{bytesText(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
