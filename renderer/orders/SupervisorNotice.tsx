import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { escalationCauseWords } from './escalationWords';
import './orderDesk.css';
import './orderDetail.css';
import { orderBoardWords } from './orderBoardWords';
import { orderNumber } from './orderNumber';
import { useOrders } from './ordersStore';
import { supervisorNews } from './supervisorNews';

const MOST_SHOWN = 3;

/** What the rules have to tell the supervisor, over whatever he is looking at, until somebody answers or he has read it. */
export function SupervisorNotice({ plates }: { plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(orderBoardWords);
  const sayCause = useWords(escalationCauseWords);
  const orders = useOrders((state) => state.orders);
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const news = supervisorNews(orders.values()).filter(({ key }) => !read.has(key));
  return (
    <ul className="order-news supervisor-news" aria-label={say('page')} aria-live="polite">
      {news.slice(0, MOST_SHOWN).map(({ key, order, receipt, cause }) => (
        <li key={key} data-kind="supervisor">
          <p>
            ▲{' '}
            {say('toSupervisor', {
              number: orderNumber(order.number),
              plate: plates.get(receipt.vehicleId) ?? '',
              cause: sayCause(cause),
              name: order.owner.name,
              text: order.content.text,
            })}
          </p>
          <button type="button" onClick={() => setRead(new Set([...read, key]))}>
            {say('dismiss')}
          </button>
        </li>
      ))}
    </ul>
  );
}
