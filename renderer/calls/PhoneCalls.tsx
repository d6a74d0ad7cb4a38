import type { PhoneCall } from '@protocol';
import type { ReactNode } from 'react';
import { duration } from '../ui/formatTime';
import { orderNumber } from '../orders/orderNumber';
import { useOrders } from '../orders/ordersStore';
import { useHotkeys } from '../ui/hotkeys';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import './calls.css';
import { answer, hangUp, refuse, useCalls } from './callsStore';
import { callsWords, phoneEndWords } from './callsWords';
import { useHasCallSound } from './callSound';
import { isIncoming, otherParty } from './phoneCallRules';
import { useCallAction } from './useCallAction';
import { useRinging } from './useRinging';

/** Telephone calls of a desk: those that ring, the one that runs, and for some seconds why one ended. */
export function PhoneCalls(): ReactNode {
  const say = useWords(callsWords);
  const { calls, ownIds } = useCalls();
  const shown = [...calls.values()].filter((call) => ownIds.has(call.id) || isIncoming(call, false, 'desk'));
  const incoming = shown.find((call) => isIncoming(call, ownIds.has(call.id), 'desk')) ?? null;
  const running = shown.find((call) => ownIds.has(call.id) && call.state !== 'ended') ?? null;
  const run = useCallAction();

  useRinging(incoming !== null);
  useHotkeys({
    ...(incoming !== null && { A: { down: () => run(answer(incoming.id)) } }),
    ...((running ?? incoming) !== null && {
      H: {
        down: () =>
          running !== null ? run(hangUp(running.id)) : incoming !== null ? run(refuse(incoming.id)) : undefined,
      },
    }),
  });
  if (shown.length === 0) return null;
  return (
    <section className="phone-calls" aria-label={say('calls')}>
      {shown.map((call) => (
        <CallCard key={call.id} call={call} isOwn={ownIds.has(call.id)} />
      ))}
    </section>
  );
}

function CallCard({ call, isOwn }: { call: PhoneCall; isOwn: boolean }): ReactNode {
  const say = useWords(callsWords);
  const sayEnd = useWords(phoneEndWords);
  const now = useSecond();
  const run = useCallAction();
  const hasSound = useHasCallSound(call.id);
  const orderId = useCalls(({ orderIds }) => orderIds.get(call.id) ?? null);
  const order = useOrders(({ orders }) => (orderId === null ? undefined : orders.get(orderId)));
  const { name } = otherParty(call, 'desk');
  const isRung = isIncoming(call, isOwn, 'desk');
  const since = call.answeredAt ?? call.startedAt;
  return (
    <dialog
      open
      className="phone-call"
      role={isRung ? 'alertdialog' : 'dialog'}
      aria-label={say(isRung ? 'incoming' : call.state === 'talking' ? 'talking' : 'outgoing', { name })}
      data-call-id={call.id}
      data-state={isRung ? 'incoming' : call.state}
    >
      <p>
        <b>{say(isRung ? 'incoming' : call.state === 'ringing' ? 'outgoing' : 'talking', { name })}</b>
        {call.state !== 'ended' && <time>{duration(now - since)}</time>}
      </p>
      {order !== undefined && (
        <p className="phone-why">
          {say('forOrder', { number: orderNumber(order.number), name: order.owner.name, text: order.content.text })}
        </p>
      )}
      {call.state === 'ended' ? (
        <p role="alert">{sayEnd(call.endReason ?? 'hung-up')}</p>
      ) : (
        <div>
          {isRung && (
            <button type="button" className="phone-accept" onClick={() => run(answer(call.id))}>
              {say('accept')} <kbd>A</kbd>
            </button>
          )}
          {call.state === 'talking' && (
            <span className="phone-sound" role="status" data-sound={hasSound}>
              {say(hasSound ? 'soundHere' : 'noSound')}
            </span>
          )}
          <button type="button" className="phone-end" onClick={() => run(isRung ? refuse(call.id) : hangUp(call.id))}>
            {say(isRung ? 'refuse' : call.state === 'ringing' ? 'cancelRing' : 'hangUp')} <kbd>H</kbd>
          </button>
        </div>
      )}
    </dialog>
  );
}
