import { receiptStates, type Order } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { directionTo, distanceText, metresBetween } from '../map/distance';
import { AttachmentList } from '../orders/AttachmentList';
import { orderNumber } from '../orders/orderNumber';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { advance, chooseOrder, reportShown } from './crewOrdersStore';
import { NoteSheet } from './NoteSheet';
import { timeOf } from './OrderBoard';
import { orderCardWords } from './orderCardWords';
import { OrderChangesBox } from './OrderChangesBox';
import { OrderDoneSheet } from './OrderDoneSheet';
import { OrderGroup } from './OrderGroup';
import { nextSteps, type CrewOrder, type CrewStep } from './orderProgress';
import { OrderRoute } from './OrderRoute';
import { OrderThread } from './OrderThread';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';

const refusals = ['refuse.busy', 'refuse.blocked', 'refuse.broken', 'refuse.far'] as const;
/** As long as it takes to have seen that there is an order, and not only to have passed over it. */
const SHOWN_AFTER_MS = 1_000;
const LONG_TEXT = 60;

/** One order: what, from whom, how far, by when, and the one step that comes next. */
export function OrderCard({ crewOrder, vehicleId }: { crewOrder: CrewOrder; vehicleId: string }): ReactNode {
  const { order, state, receipt, waiting } = crewOrder;
  const say = useWords(terminalWords);
  const [opened, setOpened] = useState<'refused' | 'done' | 'route' | null>(null);
  const { content, version, attachments } = order;
  const { place } = content;
  const isUnanswered = state === 'sent' || state === 'delivered' || state === 'read';

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      clearInterval(timer);
      reportShown(vehicleId, order);
    }, SHOWN_AFTER_MS);
    return () => clearInterval(timer);
    // A newer state of the same version is not another order to be shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [vehicleId, order.id, version]);

  const take = (step: CrewStep, note: string | null, photoKeys: readonly string[] = []): void => {
    setOpened(null);
    chooseOrder(step === 'refused' || step === 'done' ? null : order.id);
    void advance(vehicleId, order, step, note, photoKeys);
  };
  return (
    <article className={`order-card ${content.priority}`} data-order-state={state}>
      <header>
        <span className={`priority ${content.priority}`}>{say(`priority.${content.priority}`)}</span>
        <span>
          {say('orderNumber', { number: orderNumber(order.number) })} · {order.senderName}
        </span>
        <span className="fill" />
        {content.deadline !== null && state !== 'arrived' ? (
          <Deadline sentAt={receipt.times.sent ?? order.sentAt} deadline={content.deadline} />
        ) : (
          <Elapsed since={order.sentAt} />
        )}
      </header>
      <div className="order-body">
        {isUnanswered && <OrderChangesBox order={order} />}
        <h1 className={content.text.length > LONG_TEXT ? 'long' : ''}>{content.text}</h1>
        <Way order={order} onRoute={() => setOpened('route')} />
        {order.groupId !== null && <OrderGroup groupId={order.groupId} />}
        <AttachmentList attachments={attachments.filter(({ id }) => content.attachmentIds.includes(id))} />
      </div>
      <OrderThread orderId={order.id} number={order.number} vehicleId={vehicleId} />
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
      <Steps
        steps={nextSteps(state)}
        hasPlace={place !== null}
        onStep={(step) => {
          if (step === 'refused' || step === 'done') setOpened(step);
          else take(step, null);
          if (step === 'accepted' && place !== null) setOpened('route');
        }}
      />
      {opened === 'refused' && (
        <NoteSheet
          title={say('refuseTitle')}
          templates={refusals.map((template) => say(template))}
          placeholder={say('noteOwn')}
          confirm={say('confirm')}
          isNeeded
          onConfirm={(note) => take('refused', note)}
          onClose={() => setOpened(null)}
        />
      )}
      {opened === 'done' && (
        <OrderDoneSheet onDone={(note, photoKeys) => take('done', note, photoKeys)} onClose={() => setOpened(null)} />
      )}
      {opened === 'route' && place !== null && <OrderRoute place={place} onClose={() => setOpened(null)} />}
    </article>
  );
}

function Steps({
  steps,
  hasPlace,
  onStep,
}: {
  steps: readonly CrewStep[];
  hasPlace: boolean;
  onStep: (step: CrewStep) => void;
}): ReactNode {
  const say = useWords(terminalWords);
  const sayCard = useWords(orderCardWords);
  return (
    <footer data-steps={steps.length}>
      {steps.map((step, index) => (
        <button type="button" key={step} className={`big ${index === 0 ? 'go' : ''}`} onClick={() => onStep(step)}>
          {step === 'accepted' && hasPlace ? sayCard('acceptAndGo') : say(`step.${step}`)}
        </button>
      ))}
    </footer>
  );
}

function Way({ order, onRoute }: { order: Order; onRoute: () => void }): ReactNode {
  const { place } = order.content;
  const say = useWords(terminalWords);
  const sayCard = useWords(orderCardWords);
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
      <button type="button" className="quiet" onClick={onRoute}>
        {sayCard('navigate')} ›
      </button>
    </p>
  );
}

const RED_SHARE = 0.2;
const AMBER_SHARE = 0.5;

/** The time that is left to arrive; amber and red before it is over. */
function Deadline({ sentAt, deadline }: { sentAt: number; deadline: number }): ReactNode {
  const say = useWords(orderCardWords);
  const left = deadline - useSecond();
  const share = left / Math.max(1, deadline - sentAt);
  const tone = share <= RED_SHARE ? 'red' : share <= AMBER_SHARE ? 'late' : '';
  return (
    <time className={tone}>
      {left > 0 ? say('deadlineLeft', { time: duration(left) }) : say('deadlineOver', { time: duration(-left) })}
    </time>
  );
}

const MINUTE_MS = 60_000;

function Elapsed({ since }: { since: number }): ReactNode {
  const say = useWords(terminalWords);
  const minutes = Math.max(0, Math.floor((useSecond() - since) / MINUTE_MS));
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
