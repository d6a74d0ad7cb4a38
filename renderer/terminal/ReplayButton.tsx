import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { replayRecent, stopReplay } from '../voice/replay';
import { useVoice } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { notify } from './noticeStore';

/** What was said in a group in the last 30 seconds, once more, for a crew that came late or did not understand. */
export function ReplayButton({ groupId }: { groupId: string }): ReactNode {
  const say = useWords(voiceWords);
  const isReplaying = useVoice(({ replaying }) => replaying === groupId);
  const replay = async (): Promise<void> => {
    const trouble = await replayRecent(groupId);
    if (trouble !== null) notify('bad', trouble);
  };
  return (
    <button
      type="button"
      className="switch"
      aria-pressed={isReplaying}
      aria-label={say(isReplaying ? 'replaying' : 'replay')}
      onClick={() => (isReplaying ? stopReplay() : void replay())}
    >
      {isReplaying ? '■' : '↺30'}
    </button>
  );
}
