import type { ReactNode } from 'react';
import { orderNumber } from '../orders/orderNumber';
import { useWords } from '../ui/words/languageStore';
import { chooseOrder, useCrewOrders } from './crewOrdersStore';
import { OrderCard } from './OrderCard';
import { crewOrders, isOpen, type CrewOrder } from './orderProgress';
import { terminalWords } from './terminalWords';

const RECENT_SHOWN = 4;

/** The order to deal with as a card, the others as a row above it; without any, what was done last. */
export function OrderBoard({ vehicleId }: { vehicleId: string }): ReactNode {
  const { orders, outbox, chosenId } = useCrewOrders();
  const all = crewOrders(orders, vehicleId, outbox);
  const open = all.filter(isOpen);
  const current = open.find(({ order }) => order.id === chosenId) ?? open[0];
  if (!current) {
    return <NoOrder recent={all} />;
  }
  return (
    <section className="order-board">
      {open.length > 1 && <Queue open={open} currentId={current.order.id} />}
      <OrderCard key={current.order.id} crewOrder={current} vehicleId={vehicleId} />
    </section>
  );
}

function Queue({ open, currentId }: { open: readonly CrewOrder[]; currentId: string }): ReactNode {
  const say = useWords(terminalWords);
  return (
    <nav className="order-queue">
      {open.map(({ order, state }) => (
        <button
          type="button"
          key={order.id}
          aria-pressed={order.id === currentId}
          onClick={() => chooseOrder(order.id)}
        >
          <span className={`priority ${order.content.priority}`}>{say(`priority.${order.content.priority}`)}</span>
          <b>#{orderNumber(order.number)}</b>
          <small>{say(`state.${state}`)}</small>
        </button>
      ))}
    </nav>
  );
}

function NoOrder({ recent }: { recent: readonly CrewOrder[] }): ReactNode {
  const say = useWords(terminalWords);
  const newest = [...recent].sort((one, other) => other.order.sentAt - one.order.sentAt).slice(0, RECENT_SHOWN);
  return (
    <section className="order-card empty">
      <h1>{say('noOrder')}</h1>
      <p className="soft">{say('noOrderHint')}</p>
      {newest.length > 0 && (
        <>
          <h2>{say('recentOrders')}</h2>
          <ul>
            {newest.map(({ order, state, receipt, waiting }) => (
              <li key={order.id}>
                <b>#{orderNumber(order.number)}</b>
                <span className="text">{order.content.text}</span>
                <span className={state === 'done' ? 'good' : 'warn'}>
                  {say(`state.${state}`)} {waiting ? '…' : timeOf(receipt.times[state])}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** `14:32`; empty where there is no time. */
export function timeOf(moment: number | undefined): string {
  return moment === undefined
    ? ''
    : new Date(moment).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
}
