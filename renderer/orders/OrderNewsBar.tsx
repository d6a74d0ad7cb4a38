import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { usePermission, useSession } from '../session/sessionStore';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import { chooseOrder } from './chosenOrderStore';
import { escalationCauseWords } from './escalationWords';
import { HandedOverDialog } from './HandedOverDialog';
import { NextVehicleButton, useSendNext } from './NextVehicleButton';
import './orderDesk.css';
import './orderDetail.css';
import { orderBoardWords } from './orderBoardWords';
import { dismissNews, useOrderNews, type OrderNews } from './orderNewsStore';
import { orderNumber } from './orderNumber';
import { orderSuggestions, type OrderSuggestion } from './orderSuggestions';
import { useOrders } from './ordersStore';

const MOST_SHOWN = 3;

/** What needs this dispatcher: who could go instead, with one key, and orders that expired or were refused. */
export function OrderNewsBar({ onShowOrders }: { onShowOrders: () => void }): ReactNode {
  const say = useWords(orderBoardWords);
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const maySend = usePermission('orders.send');
  const orders = useOrders((state) => state.orders);
  const { news, handedOver } = useOrderNews();
  const { run } = useSendNext();
  const suggestions = maySend ? orderSuggestions(orders.values(), accountId) : [];
  const [first] = suggestions;
  const [told] = handedOver;
  useHotkeys({ ...(first !== undefined && { N: { down: () => run(first.order, first.receipt) } }) });
  const isSuggested = ({ orderId, vehicleId }: OrderNews): boolean =>
    suggestions.some(({ order, receipt }) => order.id === orderId && receipt.vehicleId === vehicleId);
  return (
    <>
      <ul className="order-news" aria-label={say('page')} aria-live="polite">
        {suggestions.slice(0, MOST_SHOWN).map((suggestion) => (
          <Suggested
            key={`${suggestion.order.id} ${suggestion.receipt.vehicleId}`}
            suggestion={suggestion}
            isFirst={suggestion === first}
          />
        ))}
        {news
          .filter((one) => !isSuggested(one))
          .slice(0, MOST_SHOWN)
          .map((one) => (
            <Told key={one.key} news={one} />
          ))}
      </ul>
      {told !== undefined && <HandedOverDialog told={told} onShowOrders={onShowOrders} />}
    </>
  );
}

function Suggested({
  suggestion: { order, receipt, suggestedVehicleId },
  isFirst,
}: {
  suggestion: OrderSuggestion;
  isFirst: boolean;
}): ReactNode {
  const say = useWords(orderBoardWords);
  const sayCause = useWords(escalationCauseWords);
  const vehicles = useFleet((state) => state.vehicles);
  const cause = receipt.escalations.filter((one) => one.suggestedVehicleId !== null).at(-1)?.cause ?? 'not-accepted';
  const values = {
    number: orderNumber(order.number),
    plate: vehicles.get(receipt.vehicleId)?.plate ?? '',
    other: vehicles.get(suggestedVehicleId)?.plate ?? '',
    cause: sayCause(cause),
  };
  return (
    <li data-kind="suggestion">
      <p>▲ {receipt.state === 'refused' ? say('refusedSuggestion', values) : say('suggestion', values)}</p>
      <NextVehicleButton order={order} receipt={receipt} {...(isFirst && { hotkey: 'N' })} />
      <button type="button" onClick={() => chooseOrder(order.id)}>
        {say('look')}
      </button>
    </li>
  );
}

function Told({ news }: { news: OrderNews }): ReactNode {
  const say = useWords(orderBoardWords);
  const sayCause = useWords(escalationCauseWords);
  const plate = useFleet(({ vehicles }) => vehicles.get(news.vehicleId)?.plate ?? '');
  return (
    <li data-kind={news.kind}>
      <p>
        ▲{' '}
        {say(news.kind, {
          number: orderNumber(news.number),
          plate,
          note: news.note ?? '',
          cause: news.cause === null ? '' : sayCause(news.cause),
        })}
      </p>
      <button type="button" onClick={() => chooseOrder(news.orderId)}>
        {say('look')}
      </button>
      <button type="button" onClick={() => dismissNews(news.key)}>
        {say('dismiss')}
      </button>
    </li>
  );
}
