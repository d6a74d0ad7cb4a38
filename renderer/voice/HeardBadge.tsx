import { useRef, type ReactNode } from 'react';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { ReceiverList } from '../voiceLog/ReceiverList';
import { useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

/**
 * By how many this desk's last words in a group were played; who, and for the rest why not, on a click. While somebody
 * speaks the card has no room for it; what was opened stays open.
 */
export function HeardBadge({ groupId, hasRoom }: { groupId: string; hasRoom: boolean }): ReactNode {
  const say = useWords(voiceWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const burst = useVoice(({ ownBursts }) => ownBursts.find((own) => own.groupId === groupId) ?? null);
  if (burst === null || burst.hearing === null) return null;
  const { receivers } = burst.hearing;
  if (receivers.length === 0) return hasRoom && <p className="talk-unheard">{say('heardNobody')}</p>;
  const played = receivers.filter((receiver) => receiver.played !== null).length;
  return (
    <>
      <button
        type="button"
        hidden={!hasRoom}
        className="talk-heard"
        data-all={played === receivers.length}
        data-played={played}
        data-receivers={receivers.length}
        onClick={() => dialog.current?.showModal()}
      >
        {played === receivers.length ? '✓' : '◐'} {say('heardBy', { played, all: receivers.length })}
      </button>
      <dialog ref={dialog} className="heard" aria-label={say('heardTitle', { time: clockTime(burst.startedAt) })}>
        <header>
          <h3>{say('heardTitle', { time: clockTime(burst.startedAt) })}</h3>
          <button type="button" className="quiet-button" onClick={() => dialog.current?.close()}>
            {say('close')}
          </button>
        </header>
        <p>{say('heardBy', { played, all: receivers.length })}</p>
        <ReceiverList receivers={receivers} />
      </dialog>
    </>
  );
}
