import { useEffect, useRef, type ReactNode } from 'react';
import { answer, hangUp, refuse } from '../calls/callsStore';
import { callsWords, phoneEndWords } from '../calls/callsWords';
import { isIncoming, otherParty } from '../calls/phoneCallRules';
import { useRinging } from '../calls/useRinging';
import { errorText } from '../ui/errorText';
import { duration } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { useCalls } from '../calls/callsStore';
import { notify } from './noticeStore';
import { useOwnCall } from './useOwnCall';

/** A call that rings takes the whole screen: two buttons that a glove cannot miss. */
export function CallScreen(): ReactNode {
  const call = useOwnCall();
  return call === null || call.state === 'talking' ? null : <Ringing key={call.id} callId={call.id} />;
}

function Ringing({ callId }: { callId: string }): ReactNode {
  const say = useWords(callsWords);
  const sayEnd = useWords(phoneEndWords);
  const now = useSecond();
  const dialog = useRef<HTMLDialogElement>(null);
  const call = useCalls(({ calls }) => calls.get(callId) ?? null);
  const isOwn = useCalls(({ ownIds }) => ownIds.has(callId));
  const isRung = call !== null && isIncoming(call, isOwn, 'vehicle');
  useEffect(() => dialog.current?.showModal(), []);
  useRinging(isRung);
  if (call === null) return null;
  const { name } = otherParty(call, 'vehicle');
  const run = (asked: Promise<void>): void => void asked.catch((error: unknown) => notify('bad', errorText(error)));
  return (
    <dialog
      ref={dialog}
      className="call-screen"
      aria-label={say(isRung ? 'incoming' : 'outgoing', { name })}
      data-state={isRung ? 'incoming' : call.state}
      onCancel={(event) => event.preventDefault()}
    >
      <p className="call-name">{say(isRung ? 'incoming' : 'outgoing', { name })}</p>
      {call.state === 'ended' ? (
        <p className="call-over" role="alert">
          {sayEnd(call.endReason ?? 'hung-up')}
        </p>
      ) : (
        <>
          <time>{duration(now - call.startedAt)}</time>
          <div>
            <button
              type="button"
              className="big call-end"
              onClick={() => run(isRung ? refuse(callId) : hangUp(callId))}
            >
              {say(isRung ? 'refuse' : 'cancelRing')}
            </button>
            {isRung && (
              <button type="button" className="big go" onClick={() => run(answer(callId))}>
                {say('accept')}
              </button>
            )}
          </div>
        </>
      )}
    </dialog>
  );
}
