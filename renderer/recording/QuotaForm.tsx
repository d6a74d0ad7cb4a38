import type { PlaceQuota } from '@protocol';
import { Button, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { bytesText } from './bytesText';
import { saveQuota } from './storageStore';
import { storageWords } from './storageWords';

const INDENT_PX = 18;
const GIGABYTE = 1_000_000_000;
const MOST_GIGABYTES = 10_000_000;

/** How much each place has recorded and may record. */
export function QuotaForm({ quotas }: { quotas: readonly PlaceQuota[] }): ReactNode {
  const say = useWords(storageWords);
  const byId = new Map(quotas.map((quota) => [quota.placeId, quota]));
  return (
    <section className="storage-panel">
      <h2>{say('quotas')}</h2>
      <p className="soft">{say('quotasNote')}</p>
      <div className="storage-quotas">
        <table className="storage-due">
          <tbody>
            {quotas.map((quota) => (
              <QuotaRow key={quota.placeId} quota={quota} depth={depthOf(quota, byId)} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** How many of the places shown stand above one. */
function depthOf({ parentId }: PlaceQuota, byId: ReadonlyMap<string, PlaceQuota>): number {
  const parent = parentId === null ? undefined : byId.get(parentId);
  return parent ? 1 + depthOf(parent, byId) : 0;
}

function QuotaRow({ quota, depth }: { quota: PlaceQuota; depth: number }): ReactNode {
  const { placeId, name, bytes, usedBytes, isReached } = quota;
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
      <td style={{ paddingLeft: depth * INDENT_PX }}>{name}</td>
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
