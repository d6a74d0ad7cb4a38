import type { AuditRow } from '@protocol';
import { memo, type ReactNode } from 'react';
import { clockTime, dayAndTime } from '../ui/formatTime';
import { TableHead } from '../ui/TableHead';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { actionText, detailsText, subjectText } from './auditText';
import { auditWords } from './auditWords';

/** One line a row, newest first. */
export function AuditTable({
  rows,
  plates,
}: {
  rows: readonly AuditRow[];
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(auditWords);
  return (
    <div className="audit-scroll">
      <table className="audit-table">
        <TableHead columns={[say('time'), say('who'), say('what'), say('about'), say('details'), say('seal')]} />
        <tbody>
          {rows.map((row) => (
            <Row key={row.number} row={row} plates={plates} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = memo(function Row({ row, plates }: { row: AuditRow; plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(auditWords);
  const { language } = useLanguage();
  const { at, accountId, actorName, address, outcome, count, lastAt, seal } = row;
  return (
    <tr data-outcome={outcome}>
      <td className="audit-time">{dayAndTime(at)}</td>
      <td>
        {actorName !== '' ? actorName : say(accountId === null && address !== '' ? 'stranger' : 'server')}
        {address !== '' && <small>{address}</small>}
      </td>
      <td>
        {actionText(row.action, language)}
        {outcome === 'refused' && <b className="audit-refused">{say('refused')}</b>}
        {count > 1 && <small>{say('times', { count, time: clockTime(lastAt) })}</small>}
      </td>
      <td>{subjectText(row, plates, language)}</td>
      <td className="audit-details">{detailsText(row, language)}</td>
      <td title={seal?.hash}>{seal === null ? say('unsealed') : say('sealed', { position: seal.position })}</td>
    </tr>
  );
});
