import { create } from 'zustand';
import { Recorded } from '../voice/Recorded';

/** The message that the crew hears once more; null while none is. */
export const useMessageReplay = create<{ readonly burstId: string | null; readonly failedId: string | null }>(() => ({
  burstId: null,
  failedId: null,
}));

let recorded: Recorded | null = null;

/** Plays a message again, or stops it. What came in by itself is played by VoiceMessages. */
export async function replayMessage(burstId: string): Promise<void> {
  recorded ??= new Recorded();
  if (useMessageReplay.getState().burstId === burstId) {
    recorded.stop();
    return;
  }
  useMessageReplay.setState({ burstId, failedId: null });
  let failedId: string | null = null;
  try {
    await recorded.play(`/media/bursts/${encodeURIComponent(burstId)}`);
  } catch (error) {
    const wasStopped = error instanceof DOMException && error.name === 'AbortError';
    failedId = wasStopped ? null : burstId;
  }
  if (useMessageReplay.getState().burstId === burstId) useMessageReplay.setState({ burstId: null, failedId });
}
