import { App, Button, Select } from 'antd';
import { useEffect, type ReactNode } from 'react';
import type { Operation } from '@protocol';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { dayAndTime } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { onReady } from '../wire/pageConnection';
import { operationWords } from './operationWords';
import { editOperation, loadOperations, openOperation, useOperations } from './operationsStore';

/** Opens a joint action with everything that belongs to it; makes and changes them. */
export function OperationBar(): ReactNode {
  const say = useWords(operationWords);
  const { message } = App.useApp();
  const { operations, open } = useOperations();
  const mayView = usePermission('operations.view');
  const mayEdit = usePermission('operations.edit');
  const now = useSecond();
  useEffect(() => onReady(() => void loadOperations().catch(() => undefined)), []);
  const choose = (id: string): void => {
    const operation = operations.find((candidate) => candidate.id === id);
    if (operation) openOperation(operation).catch((error: unknown) => void message.error(errorText(error)));
  };
  const when = ({ from, to }: Operation): string => {
    if (from > now) return `${dayAndTime(from)} ${say('planned')}`;
    return to === null || to > now ? `${dayAndTime(from)} ${say('running')}` : dayAndTime(from);
  };
  if (!mayView) return null;
  return (
    <div className="operation-bar">
      <Select
        className="operation-choice"
        placeholder={say('choose')}
        aria-label={say('choose')}
        showSearch={{ optionFilterProp: 'label' }}
        value={open?.operation.id ?? null}
        onChange={(id) => id !== null && choose(id)}
        options={operations.map((operation) => ({
          value: operation.id,
          label: `${operation.name} · ${when(operation)}`,
        }))}
      />
      {mayEdit && (
        <>
          {open && <Button onClick={() => editOperation(open.operation)}>{say('edit')}</Button>}
          <Button onClick={() => editOperation('new')}>{say('create')}</Button>
        </>
      )}
    </div>
  );
}
