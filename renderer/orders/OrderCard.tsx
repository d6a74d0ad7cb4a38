import type { Order, ReceiptState } from '@protocol';
import type { ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { chooseOrder } from './chosenOrderStore';
import { orderNumber } from './orderNumber';
import './orders.css';
import { orderWords, priorityWords, receiptWords } from './orderWords';

/** An order as one vehicle is with it: each step that was taken, with its time. */
export function OrderCard({ order, vehicleId }: { order: Order; vehicleId: string }): ReactNode {
  const say = useWords(orderWords);
  const sayPriority = useWords(priorityWords);
  const sayReceipt = useWords(receiptWords);
  const receipt = order.receipts.find((one) => one.vehicleId === vehicleId);
  if (receipt === undefined) return null;
  const steps: readonly ReceiptState[] =
    receipt.state === 'refused'
      ? ['sent', 'delivered', 'refused']
      : ['sent', 'delivered', 'accepted', 'arrived', 'done'];
  return (
    <article className="order-card" aria-label={say('card')} data-order-id={order.id} data-state={receipt.state}>
      <header>
        <b>{say('order', { number: orderNumber(order.number) })}</b>
        <span className="order-priority" data-priority={order.content.priority}>
          {sayPriority(order.content.priority)}
        </span>
        {order.version > 1 && <small>{say('versionShort', { version: order.version })}</small>}
        <small className="order-sender">
          {say('sentBy', { name: order.senderName, time: clockTime(order.sentAt) })}
        </small>
      </header>
      <p className="order-text">{order.content.text}</p>
      {order.content.place !== null && (
        <p className="order-place">
          {order.content.place.name === null
            ? say('placeAt', {
                longitude: order.content.place.longitude.toFixed(4),
                latitude: order.content.place.latitude.toFixed(4),
              })
            : say('placeNamed', { name: order.content.place.name })}
        </p>
      )}
      <ol className="order-steps">
        {steps.map((step) => {
          const at = receipt.times[step];
          return (
            <li key={step} data-step={step} data-taken={at !== undefined} data-now={receipt.state === step}>
              <b>{sayReceipt(step)}</b>
              <time>{at === undefined ? '' : clockTime(at)}</time>
            </li>
          );
        })}
      </ol>
      {order.content.deadline !== null && (
        <p className="order-place">{say('by', { time: clockTime(order.content.deadline) })}</p>
      )}
      {receipt.note !== null && <p className="order-place">{say('note', { note: receipt.note })}</p>}
      {order.receipts.length > 1 && <p className="order-place">{say('more', { count: order.receipts.length })}</p>}
      <button type="button" className="order-more" onClick={() => chooseOrder(order.id)}>
        {say('details')} ›
      </button>
    </article>
  );
}
