import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { ReceiverList } from '../voiceLog/ReceiverList';
import { useVoice } from '../voice/voiceStore';
import { Sheet } from './Sheet';
import { terminalWords } from './terminalWords';

/** By how many this crew's last words were played; a touch says by whom, and why not by the rest. */
export function OwnHearing({ groupId }: { groupId: string | null }): ReactNode {
  const say = useWords(terminalWords);
  const [isOpen, setOpen] = useState(false);
  const burst = useVoice(({ ownBursts }) => ownBursts.find((own) => own.groupId === groupId) ?? null);
  if (burst === null || burst.hearing === null || burst.hearing.receivers.length === 0) return null;
  const { receivers } = burst.hearing;
  const played = receivers.filter((receiver) => receiver.played !== null).length;
  return (
    <>
      <button
        type="button"
        className={`own-hearing ${played === receivers.length ? 'good' : 'warn'}`}
        onClick={() => setOpen(true)}
      >
        {played === receivers.length ? '✓' : '◐'} {say('heard', { played, all: receivers.length })}
      </button>
      {isOpen && (
        <Sheet title={say('heardTitle')} onClose={() => setOpen(false)}>
          <ReceiverList receivers={receivers} />
        </Sheet>
      )}
    </>
  );
}
