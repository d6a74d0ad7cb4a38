import type { HandOver } from '@protocol';
import { useEffect, useRef, type ReactNode } from 'react';
import { shortTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { handOverWords } from './handOverWords';
import './orderDesk.css';
import './orderDetail.css';
import { acknowledgeHandOver } from './orderNewsStore';
import { serverNow } from '../wire/pageConnection';

/** What the next dispatcher sees: from whom, how much, and what he was left to know. */
export function HandedOverDialog({ told, onShowOrders }: { told: HandOver; onShowOrders: () => void }): ReactNode {
  const say = useWords(handOverWords);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const title = say('receivedTitle', { name: told.fromName });
  const close = (): void => acknowledgeHandOver(told);
  return (
    <dialog ref={dialog} className="order-dialog" aria-label={title} onClose={close}>
      <h3>{title}</h3>
      <p>{say('received', { time: shortTime(told.at, serverNow()), orders: told.orders, alarms: told.alarms })}</p>
      <blockquote>{told.note === '' ? say('noNote') : told.note}</blockquote>
      <footer>
        <button
          type="button"
          onClick={() => {
            close();
            onShowOrders();
          }}
        >
          {say('look')}
        </button>
        <button type="button" className="primary" autoFocus onClick={close}>
          {say('ok')}
        </button>
      </footer>
    </dialog>
  );
}
