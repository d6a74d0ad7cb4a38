import { isReceiptOpen, type RequestOutput } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSession } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { HandOverResult } from './HandOverResult';
import { handOverWords } from './handOverWords';
import './orderDesk.css';
import './orderDetail.css';
import { useOrders } from './ordersStore';

type Successor = RequestOutput<'orders:successors'>['accounts'][number];

/** The end of a shift: to whom, and what the next one has to know. */
export function HandOverDialog({ onClose }: { onClose: () => void }): ReactNode {
  const say = useWords(handOverWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const orders = useOrders((state) => state.orders);
  const [successors, setSuccessors] = useState<readonly Successor[] | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [done, setDone] = useState<{ name: string; result: RequestOutput<'orders:handOver'> } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const own = [...orders.values()].filter(
    ({ owner, receipts }) => owner.accountId === accountId && receipts.some(({ state }) => isReceiptOpen(state)),
  );
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isThere = true;
    request('orders:successors', {}).then(
      ({ accounts }) => {
        if (!isThere) return;
        // Whoever is there takes over now; the others find it when they come.
        setSuccessors([...accounts].sort((one, other) => Number(other.online) - Number(one.online)));
        setChosenId(accounts.find(({ online }) => online)?.accountId ?? null);
      },
      (error: unknown) => isThere && setFailure(say('failed', { why: errorText(error) })),
    );
    return () => {
      isThere = false;
    };
    // The words of a failure are those of the language it happened in.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const handOver = async (): Promise<void> => {
    const successor = successors?.find((one) => one.accountId === chosenId);
    if (successor === undefined) return;
    try {
      const result = await request('orders:handOver', { accountId: successor.accountId, note: note.trim() });
      setDone({ name: successor.name, result });
    } catch (error) {
      setFailure(say('failed', { why: errorText(error) }));
    }
  };
  if (done !== null) {
    return (
      <dialog ref={dialog} className="order-dialog" aria-label={say('title')} onClose={onClose}>
        <HandOverResult {...done} onClose={onClose} />
      </dialog>
    );
  }
  return (
    <dialog ref={dialog} className="order-dialog" aria-label={say('title')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void handOver();
        }}
      >
        <h3>{say('title')}</h3>
        <p className="soft">{say('hint', { orders: own.length })}</p>
        <fieldset>
          <legend>{say('successor')}</legend>
          {successors?.length === 0 && <p>{say('none')}</p>}
          {successors?.map((one) => (
            <label key={one.accountId}>
              <input
                type="radio"
                name="successor"
                checked={one.accountId === chosenId}
                onChange={() => setChosenId(one.accountId)}
              />
              <b>{one.name}</b>
              <small data-online={one.online}>{say(one.online ? 'online' : 'offline')}</small>
            </label>
          ))}
        </fieldset>
        <textarea
          rows={4}
          maxLength={1000}
          aria-label={say('note')}
          placeholder={say('notePlaceholder')}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        {failure !== null && (
          <p className="composer-failure" role="alert">
            {failure}
          </p>
        )}
        <footer>
          <button type="button" onClick={onClose}>
            {say('back')}
          </button>
          <button type="submit" className="primary" disabled={chosenId === null}>
            {say('confirm')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
