import { isReceiptOpen, type Order } from '@protocol';
import { App } from 'antd';
import { useState, type ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { clockTime, shortTime } from '../ui/formatTime';
import { errorText } from '../ui/errorText';
import { useHotkeys } from '../ui/hotkeys';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { useVoice } from '../voice/voiceStore';
import { AttachmentList } from './AttachmentList';
import { chooseOrder } from './chosenOrderStore';
import { openCorrection } from './draftStore';
import { cancelOrder, closeOrder } from './orderActions';
import './orderDesk.css';
import './orderDetail.css';
import { orderDetailWords } from './orderDetailWords';
import { orderNumber } from './orderNumber';
import { OrderThread } from './OrderThread';
import { orderWords, priorityWords } from './orderWords';
import { ReasonDialog } from './ReasonDialog';
import { ReceiptRow } from './ReceiptRow';
import { useOrder, useRuleOf } from './useRuleOf';

/** The chosen order: what it says, who has it and how far, what was said, and what can be done. */
export function OrderDetail({ orderId }: { orderId: string }): ReactNode {
  const order = useOrder(orderId);
  useHotkeys({ Escape: { down: () => chooseOrder(null) } });
  return order === null ? null : <Detail key={order.id} order={order} />;
}

/** What is asked a reason for: of one vehicle, or of all with null. */
type Asked = { readonly does: 'cancel' | 'close'; readonly vehicleId: string | null };

function Detail({ order }: { order: Order }): ReactNode {
  const say = useWords(orderDetailWords);
  const sayPriority = useWords(priorityWords);
  const { message } = App.useApp();
  const now = useSecond();
  const maySend = usePermission('orders.send');
  const [asked, setAsked] = useState<Asked | null>(null);
  const ruleOf = useRuleOf([order]);
  const { content, receipts, number, version, owner, attachments } = order;
  const open = receipts.filter(({ state }) => isReceiptOpen(state));
  const finished = receipts.filter(({ state }) => state === 'done' || state === 'refused');
  const madeAt = Math.max(order.sentAt, ...receipts.map(({ times }) => times.sent ?? 0));
  const carryOut = (note: string): void => {
    if (asked === null) return;
    setAsked(null);
    const done =
      asked.does === 'cancel'
        ? cancelOrder(order.id, asked.vehicleId, note)
        : closeOrder(order.id, asked.vehicleId, note === '' ? null : note);
    done.catch((error: unknown) => void message.error(say('failed', { why: errorText(error) })));
  };
  return (
    <aside
      className="order-detail"
      aria-label={say('detail', { number: orderNumber(number) })}
      data-order-id={order.id}
    >
      <header>
        <h1>#{orderNumber(number)}</h1>
        <span className="order-priority" data-priority={content.priority}>
          {sayPriority(content.priority)}
        </span>
        <button type="button" className="quiet-button" onClick={() => chooseOrder(null)}>
          {say('close')} <kbd>Esc</kbd>
        </button>
      </header>
      <p className="soft">
        {say('version', { version, name: order.senderName, time: clockTime(madeAt) })} ·{' '}
        {say('owner', { name: owner.name })}
      </p>
      <p className="order-text">{content.text}</p>
      <ContentFacts order={order} now={now} />
      <AttachmentList attachments={attachments.filter(({ id }) => content.attachmentIds.includes(id))} />
      <EarlierVersions order={order} />
      <section aria-label={say('receipts')}>
        <ul className="receipts">
          {receipts.map((receipt) => (
            <ReceiptRow
              key={receipt.vehicleId}
              order={order}
              receipt={receipt}
              rule={ruleOf(receipt.vehicleId, order)}
              now={now}
              onAsk={(does) => setAsked({ does, vehicleId: receipt.vehicleId })}
            />
          ))}
        </ul>
      </section>
      {maySend && (open.length > 0 || finished.length > 0) && (
        <footer>
          {open.length > 0 && (
            <button type="button" onClick={() => openCorrection(order)}>
              {say('correct')}
            </button>
          )}
          {open.length > 0 && (
            <button type="button" onClick={() => setAsked({ does: 'cancel', vehicleId: null })}>
              {say(receipts.length > 1 ? 'cancelAll' : 'cancelOne')}
            </button>
          )}
          {finished.length > 0 && (
            <button type="button" className="primary" onClick={() => setAsked({ does: 'close', vehicleId: null })}>
              {say(receipts.length > 1 ? 'closeAll' : 'closeOne')}
            </button>
          )}
        </footer>
      )}
      <OrderThread order={order} />
      {asked !== null && (
        <ReasonDialog
          title={say(asked.does === 'cancel' ? 'cancelTitle' : 'closeTitle', { number: orderNumber(number) })}
          hint={say(asked.does === 'cancel' ? 'cancelHint' : 'closeHint')}
          isNeeded={asked.does === 'cancel'}
          onDone={carryOut}
          onClose={() => setAsked(null)}
        />
      )}
    </aside>
  );
}

function ContentFacts({ order, now }: { order: Order; now: number }): ReactNode {
  const say = useWords(orderDetailWords);
  const sayOrder = useWords(orderWords);
  const groupName = useVoice(({ groups }) =>
    order.groupId === null ? null : (groups.get(order.groupId)?.name ?? null),
  );
  const { place, deadline } = order.content;
  const facts = [
    ...(place === null
      ? []
      : [
          place.name === null
            ? sayOrder('placeAt', { longitude: place.longitude.toFixed(4), latitude: place.latitude.toFixed(4) })
            : sayOrder('placeNamed', { name: place.name }),
        ]),
    ...(deadline === null ? [] : [say('deadline', { time: shortTime(deadline, now) })]),
    ...(groupName === null ? [] : [say('group', { name: groupName })]),
  ];
  return facts.length === 0 ? null : <p className="soft">{facts.join(' · ')}</p>;
}

function EarlierVersions({ order }: { order: Order }): ReactNode {
  const say = useWords(orderDetailWords);
  if (order.earlier.length === 0) return null;
  return (
    <details className="earlier">
      <summary>{say('earlier', { count: order.earlier.length })}</summary>
      <ol>
        {order.earlier.map(({ version, at, name, content }) => (
          <li key={version}>
            <small>{say('version', { version, name, time: clockTime(at) })}</small>
            <p>{content.text}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}
