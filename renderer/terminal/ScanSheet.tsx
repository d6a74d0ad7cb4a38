import type { TalkGroup } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { orderScan, skipInScan, useScan } from './scanStore';
import { Sheet } from './Sheet';
import { terminalWords } from './terminalWords';

/** Which groups are heard, and which goes first where several speak at once. */
export function ScanSheet({ groups, onClose }: { groups: readonly TalkGroup[]; onClose: () => void }): ReactNode {
  const say = useWords(terminalWords);
  const { order, skipped } = useScan();
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const inOrder = [...groups].sort((one, other) => place(one.id) - place(other.id));
  const moveUp = (index: number): void => {
    const ids = inOrder.map(({ id }) => id);
    const [moved] = ids.splice(index, 1);
    if (moved !== undefined) orderScan(ids.toSpliced(index - 1, 0, moved));
  };
  return (
    <Sheet title={say('scanTitle')} onClose={onClose}>
      <p className="soft">{say('scanHint')}</p>
      <ol className="scan-list">
        {inOrder.map(({ id, kind, name }, index) => {
          const isSkipped = skipped.includes(id);
          return (
            <li key={id}>
              <b>{index + 1}</b>
              <span>
                {say(`group.${kind}`)} {kind !== 'vehicle' && <small>{name}</small>}
              </span>
              <button
                type="button"
                disabled={index === 0}
                aria-label={say('scanUp', { name })}
                onClick={() => moveUp(index)}
              >
                ▲
              </button>
              <button type="button" aria-pressed={!isSkipped} onClick={() => skipInScan(id, !isSkipped)}>
                {say(isSkipped ? 'scanOff' : 'scanOn')}
              </button>
            </li>
          );
        })}
      </ol>
    </Sheet>
  );
}
