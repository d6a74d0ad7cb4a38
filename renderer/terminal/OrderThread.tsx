import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { say as sayToCentre, useCrewOrders } from './crewOrdersStore';
import { timeOf } from './OrderBoard';
import { NoteForm } from './NoteForm';
import { orderNumber } from '../orders/orderNumber';
import { orderCardWords } from './orderCardWords';
import { Sheet } from './Sheet';
import { terminalWords } from './terminalWords';

const quickWords = ['say.received', 'say.arriving', 'say.calm', 'say.crowd', 'say.support', 'say.supervisor'] as const;

interface ThreadLine {
  readonly key: string;
  readonly from: 'crew' | 'centre';
  readonly text: string;
  /** Null while it waits for a network. */
  readonly at: number | null;
}

/** What was said with the centre about an order, what waits to be sent at the end. */
function useThread(orderId: string): readonly ThreadLine[] {
  const { messages, outbox } = useCrewOrders();
  return [
    ...messages
      .filter((message) => message.orderId === orderId)
      .map(({ id, from, text, at }) => ({ key: id, from, text, at })),
    ...outbox.flatMap((entry) =>
      entry.kind === 'say' && entry.orderId === orderId
        ? [{ key: entry.clientKey, from: 'crew' as const, text: entry.text, at: null }]
        : [],
    ),
  ];
}

/** The last line of the thread; a touch opens all of it, with the usual words one touch away. */
export function OrderThread({
  orderId,
  number,
  vehicleId,
}: {
  orderId: string;
  number: number;
  vehicleId: string;
}): ReactNode {
  const say = useWords(orderCardWords);
  const [isOpen, setOpen] = useState(false);
  const lines = useThread(orderId);
  const last = lines.at(-1);
  return (
    <>
      <button type="button" className="order-last" onClick={() => setOpen(true)}>
        <b>
          ✉ {say('thread')} {lines.length > 0 && lines.length}
        </b>
        <span>
          {last === undefined ? say('threadEmpty') : say('centreSays', { name: say(last.from), text: last.text })}
        </span>
        {last !== undefined && <small>{last.at === null ? say('waiting') : timeOf(last.at)}</small>}
      </button>
      {isOpen && (
        <Sheet title={say('threadTitle', { number: orderNumber(number) })} onClose={() => setOpen(false)}>
          <Lines lines={lines} />
          <Answer onSend={(text) => void sayToCentre(vehicleId, orderId, text)} />
        </Sheet>
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly ThreadLine[] }): ReactNode {
  const say = useWords(orderCardWords);
  if (lines.length === 0) return <p className="soft">{say('threadEmpty')}</p>;
  return (
    <ol className="order-lines">
      {lines.map(({ key, from, text, at }) => (
        <li key={key} data-from={from}>
          <small>
            {say(from)} {at === null ? say('waiting') : timeOf(at)}
          </small>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  );
}

function Answer({ onSend }: { onSend: (text: string) => void }): ReactNode {
  const say = useWords(orderCardWords);
  const sayTerminal = useWords(terminalWords);
  return (
    <>
      <div className="templates order-quick">
        {quickWords.map((word) => (
          <button type="button" key={word} onClick={() => onSend(sayTerminal(word))}>
            {sayTerminal(word)}
          </button>
        ))}
      </div>
      <NoteForm
        placeholder={say('own')}
        confirm={say('send')}
        isNeeded
        onSend={(text) => text !== null && onSend(text)}
      />
    </>
  );
}
