import { LEAST_RETENTION_DAYS, retentionCategory, type RetentionRules } from '@protocol';
import { Button, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { saveRetention } from './storageStore';
import { storageWords } from './storageWords';

/** For how many days each category is kept. */
export function RetentionForm({ rules }: { rules: RetentionRules }): ReactNode {
  const say = useWords(storageWords);
  const [changed, setChanged] = useState<Partial<RetentionRules>>({});
  const [isSaved, setIsSaved] = useState(false);
  const save = (): void => {
    void saveRetention({ ...rules, ...changed }).then((done) => {
      setIsSaved(done);
      if (done) setChanged({});
    });
  };
  return (
    <section className="storage-panel">
      <h2>{say('rules')}</h2>
      <p className="soft">{say('rulesNote', { days: LEAST_RETENTION_DAYS })}</p>
      <div className="storage-rules">
        {retentionCategory.options.map((category) => (
          <label key={category}>
            <span>{say(category)}</span>
            <InputNumber
              min={LEAST_RETENTION_DAYS}
              max={36_500}
              precision={0}
              suffix={say('days')}
              aria-label={say(category)}
              value={changed[category] ?? rules[category]}
              onChange={(days) => {
                setIsSaved(false);
                if (days !== null) setChanged({ ...changed, [category]: days });
              }}
            />
          </label>
        ))}
        <Button type="primary" disabled={Object.keys(changed).length === 0} onClick={save}>
          {say('save')}
        </Button>
        {isSaved && <span role="status">{say('saved')}</span>}
      </div>
    </section>
  );
}
