import { App, Button, Input, Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { openAt } from '../review/openAt';
import { useReview } from '../review/reviewStore';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { onReady, serverNow } from '../wire/pageConnection';
import { operationWords } from './operationWords';
import { chooseOperation, createOperation, loadOperations, useOperations } from './operationsStore';

const HOUR_MS = 3_600_000;

/** Opens a joint action with everything that belongs to it, and keeps what is open as one. */
export function OperationBar(): ReactNode {
  const say = useWords(operationWords);
  const { message } = App.useApp();
  const { operations, open } = useOperations();
  const mayView = usePermission('operations.view');
  const mayEdit = usePermission('operations.edit');
  const isAnythingOpen = useReview(({ vehicleIds }) => vehicleIds.length > 0);
  const [name, setName] = useState('');
  const tell = (error: unknown): void => void message.error(errorText(error));
  useEffect(() => onReady(() => void loadOperations().catch(() => undefined)), []);
  const choose = (id: string): void => {
    const operation = operations.find((candidate) => candidate.id === id);
    if (operation) {
      const span = { from: operation.from, to: operation.to ?? Math.round(serverNow()) };
      void openAt(operation.vehicleIds, span, operation.from);
      chooseOperation(operation).catch(tell);
    }
  };
  const save = (): void => {
    const { vehicles, vehicleIds, span } = useReview.getState();
    const placeId = vehicles.find(({ id }) => id === vehicleIds[0])?.placeId;
    if (placeId === undefined || name.trim() === '') return;
    createOperation({ name: name.trim(), placeId, from: span.from, to: span.to, vehicleIds: [...vehicleIds] })
      .then(async (made) => {
        setName('');
        void message.success(say('saved', { name: made.name }));
        await chooseOperation(made);
      })
      .catch(tell);
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
        options={operations.map(({ id, name: label }) => ({ value: id, label }))}
      />
      {mayEdit && isAnythingOpen && (
        <>
          <Input
            className="operation-name"
            maxLength={60}
            value={name}
            placeholder={say('name')}
            aria-label={say('name')}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={save}
          />
          <Button disabled={name.trim() === ''} onClick={save}>
            {say('save')}
          </Button>
        </>
      )}
      <Contents />
    </div>
  );
}

/** What was found to belong to the open operation. */
function Contents(): ReactNode {
  const say = useWords(operationWords);
  const contents = useOperations(({ open }) => open?.contents ?? null);
  const vehicles = useReview((review) => review.vehicles);
  if (!contents) return null;
  const { vehicles: belonging } = contents;
  const sum = (of: (vehicle: (typeof belonging)[number]) => number): number =>
    belonging.reduce((total, vehicle) => total + of(vehicle), 0);
  const cameIn = belonging.filter(({ invited }) => !invited);
  return (
    <span className="soft">
      {say('contents', {
        hours: (sum(({ recordedMs }) => recordedMs) / HOUR_MS).toFixed(1),
        bursts: contents.bursts,
        orders: contents.orders.length,
        alarms: contents.alarms.length,
        positions: sum(({ positions }) => positions),
      })}
      {cameIn.length > 0 &&
        ` · ${say('cameIn', {
          plates: cameIn
            .map(({ vehicleId }) => vehicles.find(({ id }) => id === vehicleId)?.plate ?? vehicleId)
            .join('、'),
        })}`}
    </span>
  );
}
