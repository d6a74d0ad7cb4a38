import { useState, type ReactNode } from 'react';
import { OperationContents } from '../operations/OperationContents';
import { useOperations } from '../operations/operationsStore';
import { operationWords } from '../operations/operationWords';
import { useWords } from '../ui/words/languageStore';
import { BurstList } from './BurstList';
import { clipWords } from './clipWords';
import { KeptList, useKept } from './KeptList';
import { reviewWords } from './reviewWords';

type List = 'bursts' | 'kept' | 'operation';

/** Below the events, one at a time: who spoke, what was set apart, what belongs to the open operation. */
export function SideLists(): ReactNode {
  const say = useWords(reviewWords);
  const sayClip = useWords(clipWords);
  const sayOperation = useWords(operationWords);
  const [chosen, setChosen] = useState<List>('bursts');
  const kept = useKept();
  const hasOperation = useOperations(({ open }) => open !== null);
  const shown = chosen === 'operation' && !hasOperation ? 'bursts' : chosen;
  const lists: readonly (readonly [List, string])[] = [
    ['bursts', say('bursts')],
    ['kept', kept === 0 ? sayClip('kept') : `${sayClip('kept')} ${kept}`],
    ...(hasOperation ? [['operation', sayOperation('operation')] as const] : []),
  ];
  return (
    <section className="side-lists">
      <nav role="tablist">
        {lists.map(([list, name]) => (
          <button key={list} type="button" role="tab" aria-selected={list === shown} onClick={() => setChosen(list)}>
            {name}
          </button>
        ))}
      </nav>
      {shown === 'bursts' && <BurstList />}
      {shown === 'kept' && <KeptList />}
      {shown === 'operation' && <OperationContents />}
    </section>
  );
}
