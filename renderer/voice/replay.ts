import { Recorded } from './Recorded';
import { useVoice } from './voiceStore';

const recorded = new Recorded();

/** Plays what was said in a group in the last 30 seconds, pauses left out, beside what runs live. */
export async function replayRecent(groupId: string): Promise<void> {
  useVoice.setState({ replaying: groupId });
  try {
    await recorded.play(`/media/groups/${encodeURIComponent(groupId)}/recent`);
  } catch (error) {
    if (!isStopped(error)) console.warn('the last 30 seconds could not be replayed', error);
  }
  if (useVoice.getState().replaying === groupId) useVoice.setState({ replaying: null });
}

export function stopReplay(): void {
  recorded.stop();
  useVoice.setState({ replaying: null });
}

const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
