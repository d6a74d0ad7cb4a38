import { Button, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { storageWords } from './storageWords';

const GIGABYTE = 1_000_000_000;
const MOST_GIGABYTES = 10_000_000;

/** A quota as it is set, in gigabytes, and its change; empty for none. `onSave` answers whether it was done. */
export function QuotaInput({
  name,
  bytes,
  onSave,
}: {
  name: string;
  bytes: number | null;
  onSave: (bytes: number | null) => Promise<boolean>;
}): ReactNode {
  const say = useWords(storageWords);
  const saved = bytes === null ? null : bytes / GIGABYTE;
  const [typed, setTyped] = useState<number | null | undefined>(undefined);
  const shown = typed === undefined ? saved : typed;
  const save = (): void => {
    void onSave(shown === null ? null : Math.round(shown * GIGABYTE)).then((done) => {
      if (done) setTyped(undefined);
    });
  };
  return (
    <span className="storage-quota">
      <InputNumber
        min={1}
        max={MOST_GIGABYTES}
        placeholder={say('quotaNone')}
        suffix="GB"
        aria-label={`${name} ${say('quotas')}`}
        value={shown}
        onChange={setTyped}
      />
      <Button disabled={shown === saved} onClick={save}>
        {say('save')}
      </Button>
    </span>
  );
}
