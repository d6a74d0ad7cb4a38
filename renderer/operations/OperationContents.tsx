import { Button } from 'antd';
import type { OperationContents as Contents } from '@protocol';
import { useMemo, type ReactNode } from 'react';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { seekTo } from '../review/reviewClock';
import { useReview } from '../review/reviewStore';
import { clockTime } from '../ui/formatTime';
import { useWords, type Say } from '../ui/words/languageStore';
import { operationWords } from './operationWords';
import { openOperation, useOperations } from './operationsStore';
import { orderNumber } from '../orders/orderNumber';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Moment {
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

/** Everything that was found to belong to the open operation: its vehicles, and what happened in it; a touch goes there. */
export function OperationContents(): ReactNode {
  const say = useWords(operationWords);
  const open = useOperations((operations) => operations.open);
  const vehicles = useReview((review) => review.vehicles);
  const moments = useMoments();
  if (!open?.contents) return <p className="soft">{say('looking')}</p>;
  const { operation, contents } = open;
  const cameIn = contents.vehicles.filter(({ invited }) => !invited).map(({ vehicleId }) => vehicleId);
  return (
    <section className="operation-contents" aria-label={operation.name}>
      <p>
        <b>{operation.name}</b> <span className="soft">{operation.note}</span>
      </p>
      <p className="soft">{summaryOf(contents, say)}</p>
      <ul>
        {contents.vehicles.map(({ vehicleId, recordedMs, positions, invited }) => (
          <li key={vehicleId}>
            <b>{vehicles.find(({ id }) => id === vehicleId)?.plate ?? vehicleId}</b>
            <span className="soft">{say('recorded', { minutes: Math.round(recordedMs / MINUTE_MS), positions })}</span>
            {!invited && <span className="warn">{say('cameIn')}</span>}
          </li>
        ))}
      </ul>
      {cameIn.length > 0 && (
        <p>
          <Button size="small" onClick={() => void openOperation(operation, cameIn)}>
            {say('addVehicles')}
          </Button>
        </p>
      )}
      <ol>
        {moments.map(({ id, at, text }) => (
          <li key={id}>
            <button type="button" onClick={() => seekTo(at)}>
              <time>{clockTime(at)}</time> {text}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Alarms, orders and talk of the open operation, oldest first. */
function useMoments(): readonly Moment[] {
  const say = useWords(operationWords);
  const sayKind = useWords(alarmKindWords);
  const contents = useOperations(({ open }) => open?.contents ?? null);
  return useMemo(() => {
    if (!contents) return [];
    const { alarms, orders, said } = contents;
    const moments: Moment[] = [
      ...alarms.map(({ id, at, number, kind }) => ({ id, at, text: `${say('alarm', { number })} ${sayKind(kind)}` })),
      ...orders.map(({ id, at, number, text }) => ({
        id,
        at,
        text: `${say('order', { number: orderNumber(number) })} ${text}`,
      })),
      ...said.map(({ id, at, speakerName, groupName }) => ({
        ...{ id, at, text: say('burst', { speaker: speakerName, group: groupName }) },
      })),
    ];
    return moments.sort((one, other) => one.at - other.at);
  }, [contents, say, sayKind]);
}

/** How much was found to belong to it. */
function summaryOf({ vehicles, bursts, orders, alarms }: Contents, say: Say<keyof typeof operationWords.en>): string {
  const sum = (of: (vehicle: Contents['vehicles'][number]) => number): number =>
    vehicles.reduce((total, vehicle) => total + of(vehicle), 0);
  return say('contents', {
    hours: (sum(({ recordedMs }) => recordedMs) / HOUR_MS).toFixed(1),
    ...{ bursts, orders: orders.length, alarms: alarms.length, positions: sum(({ positions }) => positions) },
  });
}
