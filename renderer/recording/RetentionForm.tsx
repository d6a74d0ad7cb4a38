import {
  LEAST_RETENTION_DAYS,
  retentionCategory,
  type ReduceAfterDays,
  type RetentionCategory,
  type RetentionRules,
} from '@protocol';
import { Button, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { saveRetention } from './storageStore';
import { storageWords } from './storageWords';

const LONGEST_DAYS = 36_500;

function canBeReduced(category: RetentionCategory): category is keyof ReduceAfterDays {
  return category === 'routine' || category === 'alarm';
}

/** For how many days each category is kept, and after how many of them only its key pictures are. */
export function RetentionForm({
  rules,
  reduceAfterDays,
}: {
  rules: RetentionRules;
  reduceAfterDays: ReduceAfterDays;
}): ReactNode {
  const say = useWords(storageWords);
  const [changed, setChanged] = useState<Partial<RetentionRules>>({});
  const [reduced, setReduced] = useState<Partial<ReduceAfterDays>>({});
  const [isSaved, setIsSaved] = useState(false);
  const kept = { ...rules, ...changed };
  const after = { ...reduceAfterDays, ...reduced };
  const isTooLate = (['routine', 'alarm'] as const).some((one) => (after[one] ?? 0) >= kept[one]);
  const save = (): void => {
    void saveRetention(kept, after).then((done) => {
      setIsSaved(done);
      if (!done) return;
      setChanged({});
      setReduced({});
    });
  };
  return (
    <section className="storage-panel" aria-label={say('rules')}>
      <h2>{say('rules')}</h2>
      <p className="soft">{say('rulesNote', { days: LEAST_RETENTION_DAYS })}</p>
      <table className="storage-due storage-rules">
        <thead>
          <tr>
            <th />
            <th>{say('keptFor')}</th>
            <th>{say('reduceAfter')}</th>
          </tr>
        </thead>
        <tbody>
          {retentionCategory.options.map((category) => (
            <tr key={category}>
              <td>{say(category)}</td>
              <td>
                <InputNumber
                  min={LEAST_RETENTION_DAYS}
                  max={LONGEST_DAYS}
                  precision={0}
                  suffix={say('days')}
                  aria-label={say(category)}
                  value={kept[category]}
                  onChange={(days) => {
                    setIsSaved(false);
                    if (days !== null) setChanged({ ...changed, [category]: days });
                  }}
                />
              </td>
              <td>
                {canBeReduced(category) ? (
                  <InputNumber
                    min={LEAST_RETENTION_DAYS}
                    max={LONGEST_DAYS}
                    precision={0}
                    suffix={say('days')}
                    placeholder={say('reduceNever')}
                    aria-label={say('reducedOf', { category: say(category) })}
                    value={after[category]}
                    onChange={(days) => {
                      setIsSaved(false);
                      setReduced({ ...reduced, [category]: days });
                    }}
                  />
                ) : (
                  <span className="soft">{say('reduceNever')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">{say('reduceNote')}</p>
      <div className="storage-buttons">
        <Button
          type="primary"
          disabled={isTooLate || Object.keys(changed).length + Object.keys(reduced).length === 0}
          onClick={save}
        >
          {say('save')}
        </Button>
        {isTooLate && <span role="alert">{say('reduceTooLate')}</span>}
        {isSaved && <span role="status">{say('saved')}</span>}
      </div>
    </section>
  );
}
