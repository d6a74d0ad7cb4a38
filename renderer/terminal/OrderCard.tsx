import { receiptStates, type Order } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { advance, chooseOrder } from './crewOrdersStore';
import { directionTo, distanceText, metresBetween } from '../map/distance';
import { NoteSheet } from './NoteSheet';
import { orderNumber, timeOf } from './OrderBoard';
import { nextSteps, type CrewOrder } from './orderProgress';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';

const refusals = ['refuse.busy', 'refuse.blocked', 'refuse.broken', 'refuse.far'] as const;
const endings = ['done.cleared', 'done.fined', 'done.absent', 'done.handed'] as const;

/** One order: what, from whom, how far, and the one step that comes next. */
export function OrderCard({ crewOrder, vehicleId }: { crewOrder: CrewOrder; vehicleId: string }): ReactNode {
  const { order, state, receipt, waiting } = crewOrder;
  const say = useWords(terminalWords);
  const [asking, setAsking] = useState<'refused' | 'done' | null>(null);
  const steps = nextSteps(state);
  const take = (step: 'accepted' | 'refused' | 'arrived' | 'done', note: string | null): void => {
    setAsking(null);
    chooseOrder(step === 'refused' || step === 'done' ? null : order.id);
    void advance(vehicleId, order, step, note);
  };
  return (
    <article className={`order-card ${order.content.priority}`} data-order-state={state}>
      <header>
        <span className={`priority ${order.content.priority}`}>{say(`priority.${order.content.priority}`)}</span>
        <span>
          {say('orderNumber', { number: orderNumber(order.number) })} · {order.senderName}
        </span>
        <span className="fill" />
        <Elapsed since={order.sentAt} />
      </header>
      <h1 className={order.content.text.length > 60 ? 'long' : ''}>{order.content.text}</h1>
      <Way order={order} />
      <ol className="order-steps">
        {receiptStates
          .filter((step) => receipt.times[step] !== undefined)
          .map((step) => (
            <li key={step}>
              {say(`state.${step}`)} {timeOf(receipt.times[step])}
            </li>
          ))}
        {waiting && <li className="warn">▲ {say('stepWaiting')}</li>}
      </ol>
      <footer>
        {steps.map((step, index) => (
          <button
            type="button"
            key={step}
            className={`big ${index === 0 ? 'go' : ''}`}
            onClick={() => (step === 'refused' || step === 'done' ? setAsking(step) : take(step, null))}
          >
            {say(`step.${step}`)}
          </button>
        ))}
      </footer>
      {asking !== null && (
        <NoteSheet
          title={say(asking === 'refused' ? 'refuseTitle' : 'doneTitle')}
          templates={(asking === 'refused' ? refusals : endings).map((template) => say(template))}
          placeholder={say('noteOwn')}
          confirm={say('confirm')}
          isNeeded={asking === 'refused'}
          onConfirm={(note) => take(asking, note)}
          onClose={() => setAsking(null)}
        />
      )}
    </article>
  );
}

function Way({ order }: { order: Order }): ReactNode {
  const { place } = order.content;
  const say = useWords(terminalWords);
  const fix = useTerminal((terminal) => terminal.fix ?? terminal.vehicle?.position ?? null);
  if (!place) {
    return null;
  }
  return (
    <p className="way">
      {place.name !== null && <b>{place.name}</b>}
      {fix === null ? (
        <span>{say('noFix')}</span>
      ) : (
        <span>
          {say('direct', {
            distance: distanceText(metresBetween(fix, place)),
            direction: say(`direction.${directionTo(fix, place)}`),
          })}
        </span>
      )}
    </p>
  );
}

const MINUTE_MS = 60_000;

function Elapsed({ since }: { since: number }): ReactNode {
  const say = useWords(terminalWords);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 5000);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.max(0, Math.floor((now - since) / MINUTE_MS));
  return (
    <time className={minutes >= 10 ? 'late' : ''}>
      {minutes === 0
        ? say('elapsedNow')
        : minutes < 60
          ? say('elapsed', { minutes })
          : say('elapsedHours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })}
    </time>
  );
}
