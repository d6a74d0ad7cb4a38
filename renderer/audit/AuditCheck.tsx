import type { RequestOutput } from '@protocol';
import type { ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { auditFaultWords, auditWords } from './auditWords';

/** What the check of the whole record found. */
export function AuditCheck({ check }: { check: RequestOutput<'audit:verify'> }): ReactNode {
  const say = useWords(auditWords);
  const sayFault = useWords(auditFaultWords);
  const { head, sealedRows, faults } = check;
  if (faults.length === 0) {
    const time = head === null ? '—' : clockTime(head.signedAt);
    return (
      <p className="audit-check" data-whole="true" role="status">
        ✓ {say('whole', { sealed: sealedRows, time })}
      </p>
    );
  }
  return (
    <div className="audit-check" data-whole="false" role="alert">
      <b>{say('faults')}</b>
      <ul>
        {faults.map(({ what, position, number }) => (
          <li key={`${what} ${position} ${number}`}>
            {say('fault', {
              position,
              number: number === null ? '' : say('faultNumber', { number }),
              what: sayFault(what),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
