import { answeredByPhone } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import type { BoardCard as Card } from './boardColumns';
import { chooseOrder, useChosenOrder } from './chosenOrderStore';
import { ClockBadge } from './ClockBadge';
import { orderBoardWords } from './orderBoardWords';
import { orderNumber } from './orderNumber';
import { orderWords, priorityWords, receiptWords } from './orderWords';

const MOST_PLATES = 3;

/** An order in one column: number, clock, words, and which vehicles of it stand here. */
export function BoardCard({ card, isMine, now }: { card: Card; isMine: boolean; now: number }): ReactNode {
  const say = useWords(orderBoardWords);
  const sayOrder = useWords(orderWords);
  const sayPriority = useWords(priorityWords);
  const sayReceipt = useWords(receiptWords);
  const vehicles = useFleet((state) => state.vehicles);
  const isChosen = useChosenOrder(({ orderId }) => orderId === card.order.id);
  const { order, receipts, clock } = card;
  const { number, content, version, owner, sentAt } = order;
  const [first] = receipts;
  const pickedUp = receipts.filter((receipt) => answeredByPhone(receipt, 'not-accepted'));
  const plates = receipts.slice(0, MOST_PLATES).map(({ vehicleId }) => vehicles.get(vehicleId)?.plate ?? vehicleId);
  return (
    <li>
      <button
        type="button"
        className="board-card"
        data-order-id={order.id}
        data-priority={content.priority}
        data-tone={clock?.tone ?? 'calm'}
        aria-pressed={isChosen}
        aria-label={say('open', { number: orderNumber(number) })}
        onClick={() => chooseOrder(isChosen ? null : order.id)}
      >
        <span className="board-head">
          <b>#{orderNumber(number)}</b>
          <span className="order-priority" data-priority={content.priority}>
            {sayPriority(content.priority)}
          </span>
          {version > 1 && <small>{sayOrder('versionShort', { version })}</small>}
          {clock === null ? <time>{clockTime(sentAt)}</time> : <ClockBadge clock={clock} now={now} />}
        </span>
        <span className="board-text">{content.text}</span>
        <span className="board-foot">
          <span>
            {plates.join(' ')}
            {receipts.length > MOST_PLATES && ` … ${say('vehicles', { count: receipts.length })}`}
          </span>
          {first !== undefined && receipts.every(({ state }) => state === first.state) && (
            <em data-state={first.state}>{sayReceipt(first.state)}</em>
          )}
        </span>
        {first !== undefined && pickedUp.length > 0 && (first.state === 'delivered' || first.state === 'read') && (
          <small className="board-call">
            ☏ {pickedUp.map(({ vehicleId }) => vehicles.get(vehicleId)?.plate ?? vehicleId).join(' ')} {say('pickedUp')}
          </small>
        )}
        {!isMine && <small>{say('owner', { name: owner.name })}</small>}
      </button>
    </li>
  );
}
