import { Button, Checkbox, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useEffect, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { onReady } from '../wire/pageConnection';
import './audit.css';
import { AuditCheck } from './AuditCheck';
import { loadEarlierAudit, searchAudit, searchRecentAudit, useAudit, verifyAudit } from './auditStore';
import { AuditTable } from './AuditTable';
import { auditWords } from './auditWords';

const recentHours = [1, 8, 24] as const;

/** Who did what, when and from where; and the check that nobody has changed it since. */
export function AuditPage({ plates }: { plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(auditWords);
  const { filter, rows, mayHaveMore, loading, error, check } = useAudit();
  // Once for each connection: every search is a row of the record itself.
  useEffect(() => onReady(() => (useAudit.getState().filter.from === 0 ? searchRecentAudit(24) : searchAudit({}))), []);
  return (
    <main className="audit" aria-label={say('page')}>
      <div className="audit-filter">
        {recentHours.map((hours) => (
          <Button key={hours} onClick={() => searchRecentAudit(hours)}>
            {say('lastHours', { hours })}
          </Button>
        ))}
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="MM-DD HH:mm"
          aria-label={say('span')}
          allowEmpty={[false, true]}
          value={[dayjs(filter.from), filter.to === null ? null : dayjs(filter.to)]}
          onChange={(value) => {
            const from = value?.[0];
            if (from) searchAudit({ from: from.valueOf(), to: value[1]?.valueOf() ?? null });
          }}
        />
        <Input.Search
          className="audit-text"
          placeholder={say('search')}
          aria-label={say('search')}
          allowClear
          maxLength={100}
          onSearch={(text) => searchAudit({ text })}
        />
        <Checkbox checked={filter.onlyRefused} onChange={({ target }) => searchAudit({ onlyRefused: target.checked })}>
          {say('onlyRefused')}
        </Checkbox>
        <span className="fill" />
        <Button type="primary" loading={check === 'running'} onClick={() => void verifyAudit()}>
          {say(check === 'running' ? 'verifying' : 'verify')}
        </Button>
      </div>
      {check !== null && check !== 'running' && <AuditCheck check={check} />}
      {error !== null && (
        <p className="audit-note" role="alert">
          {errorText(error)}
        </p>
      )}
      {rows.length > 0 ? (
        <AuditTable rows={rows} plates={plates} />
      ) : (
        error === null && <p className="audit-note">{say(loading ? 'loading' : 'empty')}</p>
      )}
      {mayHaveMore && (
        <Button className="audit-more" onClick={loadEarlierAudit}>
          {say('more')}
        </Button>
      )}
    </main>
  );
}
