import type { KeyHook } from './TalkKey';
import { talkKeys, type TalkKeyName } from './talkKeys';

/** The hook that hears keys while another program has the focus; null where its binary does not run on this machine. */
export async function loadKeyHook(): Promise<KeyHook | null> {
  try {
    const { uIOhook, UiohookKey } = await import('uiohook-napi');
    const names = new Map<number, TalkKeyName>(talkKeys.map((key) => [UiohookKey[nameOf(key)], key]));
    return {
      start: (hear) => {
        uIOhook.on('keydown', ({ keycode }) => tell(keycode, true));
        uIOhook.on('keyup', ({ keycode }) => tell(keycode, false));
        uIOhook.start();
        function tell(keycode: number, isDown: boolean): void {
          const key = names.get(keycode);
          if (key !== undefined) hear(key, isDown);
        }
      },
      stop: () => {
        uIOhook.removeAllListeners();
        uIOhook.stop();
      },
    };
  } catch (error) {
    console.warn('The key hook cannot be loaded; the talk key is pressed on and off.', error);
    return null;
  }
}

/** uiohook writes one of them otherwise than Electron. */
function nameOf(key: TalkKeyName): Exclude<TalkKeyName, 'Scrolllock'> | 'ScrollLock' {
  return key === 'Scrolllock' ? 'ScrollLock' : key;
}
