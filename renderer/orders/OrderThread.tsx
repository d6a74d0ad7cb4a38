import type { Message, Order } from '@protocol';
import { useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { usePermission } from '../session/sessionStore';
import { clockTime } from '../ui/formatTime';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { replyToCrew } from './orderActions';
import { orderDetailWords } from './orderDetailWords';
import { useOrders } from './ordersStore';

/** What the crews of an order and the centre have said to each other about it, and a line to answer. */
export function OrderThread({ order }: { order: Order }): ReactNode {
  const say = useWords(orderDetailWords);
  const maySend = usePermission('orders.send');
  const vehicles = useFleet((state) => state.vehicles);
  const messages = useOrders((state) => state.messages);
  const plateOf = (vehicleId: string): string => vehicles.get(vehicleId)?.plate ?? vehicleId;
  const own = messages.filter(({ orderId }) => orderId === order.id).reverse();
  return (
    <section className="order-thread" aria-label={say('thread')}>
      <h2>{say('thread')}</h2>
      {own.length === 0 && <p className="soft">{say('threadEmpty')}</p>}
      <ol>
        {own.map((message) => (
          <Line key={message.id} message={message} plate={plateOf(message.vehicleId)} />
        ))}
      </ol>
      {maySend && <ReplyForm order={order} lastVehicleId={own.at(-1)?.vehicleId ?? null} plateOf={plateOf} />}
    </section>
  );
}

function Line({ message: { from, senderName, text, at }, plate }: { message: Message; plate: string }): ReactNode {
  const say = useWords(orderDetailWords);
  return (
    <li data-from={from}>
      <small>
        {from === 'crew' ? say('crewOf', { plate, name: senderName }) : `${senderName} → ${plate}`} {clockTime(at)}
      </small>
      <p>{text}</p>
    </li>
  );
}

function ReplyForm({
  order,
  lastVehicleId,
  plateOf,
}: {
  order: Order;
  lastVehicleId: string | null;
  plateOf: (vehicleId: string) => string;
}): ReactNode {
  const say = useWords(orderDetailWords);
  const vehicleIds = order.receipts.map(({ vehicleId }) => vehicleId);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const clientKey = useRef(crypto.randomUUID());
  const vehicleId = chosenId ?? lastVehicleId ?? vehicleIds[0];
  if (vehicleId === undefined) return null;
  const send = async (): Promise<void> => {
    const words = text.trim();
    if (words === '') return;
    try {
      await replyToCrew(order.id, vehicleId, clientKey.current, words);
      clientKey.current = crypto.randomUUID();
      setText('');
      setFailure(null);
    } catch (error) {
      setFailure(say('replyFailed', { why: errorText(error) }));
    }
  };
  return (
    <form
      className="reply"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {vehicleIds.length > 1 && (
        <select
          aria-label={say('allVehicles')}
          value={vehicleId}
          onChange={({ target }) => {
            setChosenId(target.value);
            clientKey.current = crypto.randomUUID();
          }}
        >
          {vehicleIds.map((id) => (
            <option key={id} value={id}>
              {plateOf(id)}
            </option>
          ))}
        </select>
      )}
      <input
        value={text}
        maxLength={500}
        aria-label={say('replyTo', { plate: plateOf(vehicleId) })}
        placeholder={say('replyTo', { plate: plateOf(vehicleId) })}
        onChange={({ target }) => {
          setText(target.value);
          // Other words are another message: the key belongs to what was sent, and not to what follows a failure.
          if (failure !== null) clientKey.current = crypto.randomUUID();
        }}
      />
      <button type="submit" disabled={text.trim() === ''}>
        {say('reply')}
      </button>
      {failure !== null && (
        <p className="composer-failure" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}
