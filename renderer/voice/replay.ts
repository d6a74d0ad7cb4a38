import { RequestError } from '@protocol';
import { errorText } from '../ui/errorText';
import { sayNow } from '../ui/words/languageStore';
import { Recorded } from './Recorded';
import { useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

const recorded = new Recorded();

/**
 * Plays what was said in a group in the last 30 seconds, pauses left out, beside what runs live. Answers what to tell
 * the person where there was nothing to play; null where it was played, or stopped.
 */
export async function replayRecent(groupId: string): Promise<string | null> {
  useVoice.setState({ replaying: groupId });
  try {
    await recorded.play(`/media/groups/${encodeURIComponent(groupId)}/recent`);
    return null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    console.warn('the last 30 seconds could not be replayed', error);
    const isNothing = error instanceof RequestError && error.code === 'not-found';
    return isNothing ? sayNow(voiceWords)('replayNothing') : errorText(error);
  } finally {
    if (useVoice.getState().replaying === groupId) useVoice.setState({ replaying: null });
  }
}

export function stopReplay(): void {
  recorded.stop();
  useVoice.setState({ replaying: null });
}
