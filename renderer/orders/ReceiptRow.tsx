import { isReceiptOpen, type EscalationRule, type Order, type Receipt, type ReceiptState } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { chooseVehicle } from '../fleet/selectionStore';
import { usePermission } from '../session/sessionStore';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { AttachmentList } from './AttachmentList';
import { ClockBadge } from './ClockBadge';
import { crewCallWords, escalationCauseWords, escalationStepWords, readAloudWords } from './escalationWords';
import { NextVehicleButton } from './NextVehicleButton';
import { orderClock } from './orderClock';
import { orderDetailWords } from './orderDetailWords';
import { receiptWords } from './orderWords';

const crewStates = ['accepted', 'refused', 'on-the-way', 'arrived', 'done'] as const satisfies readonly ReceiptState[];
const centreStates = ['closed', 'cancelled', 'expired'] as const satisfies readonly ReceiptState[];

/** How far one vehicle is: what its terminal did and what its crew did, each on a line of its own and never mixed. */
export function ReceiptRow({
  order,
  receipt,
  rule,
  now,
  onAsk,
}: {
  order: Order;
  receipt: Receipt;
  rule: Pick<EscalationRule, 'steps'> | null;
  now: number;
  onAsk: (does: 'cancel' | 'close') => void;
}): ReactNode {
  const say = useWords(orderDetailWords);
  const sayAloud = useWords(readAloudWords);
  const maySend = usePermission('orders.send');
  const plate = useFleet(({ vehicles }) => vehicles.get(receipt.vehicleId)?.plate ?? receipt.vehicleId);
  const { state, times, note, readAloud } = receipt;
  const clock = orderClock(order, receipt, rule, now);
  const pickedUp = receipt.escalations.flatMap(({ call }) => (call?.outcome === 'answered' ? [call] : [])).at(-1);
  const isFinished = state === 'done' || state === 'refused';
  const terminal = [
    times.delivered === undefined ? say('notDelivered') : say('deliveredAt', { time: clockTime(times.delivered) }),
    ...(times.read === undefined ? [] : [say('readAt', { time: clockTime(times.read) })]),
    ...(readAloud === null ? [] : [sayAloud(readAloud.outcome)]),
  ];
  return (
    <li className="receipt" data-vehicle-id={receipt.vehicleId} data-state={state}>
      <div className="receipt-head">
        <button type="button" onClick={() => chooseVehicle(receipt.vehicleId, true)}>
          {plate}
        </button>
        {clock !== null && <ClockBadge clock={clock} now={now} />}
      </div>
      <dl>
        <div data-fact="terminal" data-so={times.delivered !== undefined}>
          <dt>▭ {say('terminal')}</dt>
          <dd>{terminal.join(' · ')}</dd>
        </div>
        <div data-fact="crew" data-so={crewStates.some((one) => times[one] !== undefined)}>
          <dt>☻ {say('crew')}</dt>
          <dd>
            <Taken
              receipt={receipt}
              states={crewStates}
              none={say(pickedUp === undefined ? 'noAnswer' : 'notAccepted')}
            />
            {pickedUp !== undefined && (
              <span data-step="picked-up">
                ☏ {say('pickedUp', { time: clockTime(pickedUp.at), name: pickedUp.name ?? '' })}
              </span>
            )}
          </dd>
        </div>
        {centreStates.some((one) => times[one] !== undefined) && (
          <div data-fact="centre" data-so="true">
            <dt>⌂ {say('byCentre')}</dt>
            <dd>
              <Taken receipt={receipt} states={centreStates} none="" />
            </dd>
          </div>
        )}
      </dl>
      {note !== null && <p className="receipt-note">{say('note', { note })}</p>}
      <AttachmentList attachments={order.attachments.filter(({ id }) => receipt.attachmentIds.includes(id))} />
      <Escalations receipt={receipt} />
      {maySend && (isReceiptOpen(state) || isFinished) && (
        <div className="receipt-actions">
          {(isReceiptOpen(state) || state === 'refused') && state !== 'arrived' && (
            <NextVehicleButton order={order} receipt={receipt} />
          )}
          {order.receipts.length > 1 && (
            <button type="button" onClick={() => onAsk(isFinished ? 'close' : 'cancel')}>
              {say(isFinished ? 'closeOne' : 'cancelOne')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Taken({
  receipt: { times, names, arrivedBy },
  states,
  none,
}: {
  receipt: Receipt;
  states: readonly ReceiptState[];
  none: string;
}): ReactNode {
  const say = useWords(orderDetailWords);
  const sayReceipt = useWords(receiptWords);
  const taken = states.flatMap((state) => {
    const at = times[state];
    if (at === undefined) return [];
    const values = { step: sayReceipt(state), time: clockTime(at), name: names[state] ?? '' };
    const words = names[state] === undefined ? say('tookAlone', values) : say('took', values);
    return [{ state, words: state === 'arrived' && arrivedBy === 'position' ? `${words}${say('byPosition')}` : words }];
  });
  if (taken.length === 0) return none;
  return taken.map(({ state, words }) => (
    <span key={state} data-step={state}>
      {words}
    </span>
  ));
}

function Escalations({ receipt: { escalations } }: { receipt: Receipt }): ReactNode {
  const say = useWords(orderDetailWords);
  const sayStep = useWords(escalationStepWords);
  const sayCause = useWords(escalationCauseWords);
  const sayCall = useWords(crewCallWords);
  if (escalations.length === 0) return null;
  return (
    <details className="earlier">
      <summary>▲ {say('steps', { count: escalations.length })}</summary>
      <ol>
        {escalations.map(({ at, cause, step, call }) => (
          <li key={`${at} ${cause} ${step}`}>
            <small>
              {say('stepAt', { time: clockTime(at), cause: sayCause(cause), step: sayStep(step) })}
              {call !== undefined && (
                <span data-call={call.outcome}>
                  {' · '}
                  {call.name !== null && `${say('rungBy', { name: call.name })} `}
                  {sayCall(call.outcome)} {clockTime(call.at)}
                </span>
              )}
            </small>
          </li>
        ))}
      </ol>
    </details>
  );
}
