import { holdMediaSession } from './holdMediaSession';
import { isPressing, letGo, press } from './pageTalk';
import { noteSeen, talkKeys, useTalkKeys, type SeenKey } from './talkKeysStore';

/** What systems make of a headset's button, by its maker and by whether something plays. */
const actions = ['play', 'pause', 'stop'] as const;

/**
 * A headset's button, where the browser gives it to a page (Media Session), and volume and play keys, where it gives
 * them as `keydown`: the first push begins to talk, the next ends it, and so does the talk limit (T2). Which of them
 * this device has is kept in `useTalkKeys`. Ends by the answer.
 */
export function followHeadsetButton(target: () => string | null): () => void {
  const toggle = (key: SeenKey): void => {
    noteSeen(key);
    const groupId = target();
    if (isPressing()) letGo();
    else if (groupId !== null) press(groupId);
  };
  const onKey = (event: KeyboardEvent): void => {
    const key = talkKeys.find((name) => name === event.key);
    if (key === undefined) return;
    event.preventDefault();
    if (!event.repeat) toggle(key);
  };
  addEventListener('keydown', onKey);
  const endSession = 'mediaSession' in navigator ? takeSession(() => toggle('headset')) : null;
  return () => {
    removeEventListener('keydown', onKey);
    endSession?.();
  };
}

function takeSession(pushed: () => void): () => void {
  setHandlers(pushed);
  const stop = holdMediaSession((isPlaying) => useTalkKeys.setState({ headset: isPlaying ? 'ready' : 'waiting' }));
  return () => {
    setHandlers(null);
    stop();
  };
}

function setHandlers(handler: (() => void) | null): void {
  for (const action of actions) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // This browser does not know this one.
    }
  }
}
