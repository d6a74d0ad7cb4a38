import { isPressing, letGo, press } from './pageTalk';

const actions = ['play', 'pause', 'stop'] as const;

/**
 * A headset's button, where the browser gives it to a page (Media Session): the first push begins to talk, the next
 * ends it. A page is given it only while it plays something, which the talk groups do. Volume keys come as `keydown`
 * where a browser gives them at all: the louder key does the same. Ends by the answer.
 */
export function followHeadsetButton(target: () => string | null): () => void {
  const toggle = (): void => {
    const groupId = target();
    if (isPressing()) letGo();
    else if (groupId !== null) press(groupId);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'AudioVolumeUp' && event.key !== 'MediaPlayPause' && event.key !== 'HeadsetHook') return;
    event.preventDefault();
    if (!event.repeat) toggle();
  };
  addEventListener('keydown', onKey);
  setHandlers(toggle);
  return () => {
    removeEventListener('keydown', onKey);
    setHandlers(null);
  };
}

function setHandlers(handler: (() => void) | null): void {
  if (!('mediaSession' in navigator)) return;
  for (const action of actions) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch {
      // This browser does not know this one.
    }
  }
}
