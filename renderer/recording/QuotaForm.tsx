import type { PlaceQuota } from '@protocol';
import { Button, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { bytesText } from './bytesText';
import { saveQuota } from './storageStore';
import { storageWords } from './storageWords';

const GIGABYTE = 1_000_000_000;
const MOST_GIGABYTES = 10_000_000;

/** How much each place has recorded and may record. */
export function QuotaForm({ quotas }: { quotas: readonly PlaceQuota[] }): ReactNode {
  const say = useWords(storageWords);
  return (
    <section className="storage-panel">
      <h2>{say('quotas')}</h2>
      <p className="soft">{say('quotasNote')}</p>
      <div className="storage-quotas">
        <table className="storage-due">
          <tbody>
            {quotas.map((quota) => (
              <QuotaRow key={quota.placeId} quota={quota} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function QuotaRow({ quota: { placeId, name, bytes, usedBytes, isReached } }: { quota: PlaceQuota }): ReactNode {
  const say = useWords(storageWords);
  const saved = bytes === null ? null : bytes / GIGABYTE;
  const [typed, setTyped] = useState<number | null | undefined>(undefined);
  const shown = typed === undefined ? saved : typed;
  const save = (): void => {
    void saveQuota(placeId, shown === null ? null : Math.round(shown * GIGABYTE)).then((done) => {
      if (done) setTyped(undefined);
    });
  };
  return (
    <tr data-trouble={isReached}>
      <td>{name}</td>
      <td>
        {bytesText(usedBytes)}
        {isReached && <b> {say('quotaReached')}</b>}
      </td>
      <td>
        <InputNumber
          min={1}
          max={MOST_GIGABYTES}
          placeholder={say('quotaNone')}
          suffix="GB"
          aria-label={`${name} ${say('quotas')}`}
          value={shown}
          onChange={setTyped}
        />
      </td>
      <td>
        <Button disabled={shown === saved} onClick={save}>
          {say('save')}
        </Button>
      </td>
    </tr>
  );
}
