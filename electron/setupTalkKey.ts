import path from 'node:path';
import { app, globalShortcut, ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { desktopChannels } from './desktopApi';
import { loadKeyHook } from './loadKeyHook';
import { mayNavigate } from './navigationPolicy';
import type { ServerChoice } from './ServerChoice';
import { TalkKey } from './TalkKey';
import { TalkKeyFile } from './TalkKeyFile';
import { talkKeySchema, type TalkKeyState } from './talkKeys';

/** The talk key: told to the chosen server's page, which alone may ask for another. */
export async function setupTalkKey(choice: ServerChoice, window: BrowserWindow): Promise<void> {
  const mayAsk = ({ senderFrame }: IpcMainInvokeEvent): boolean => mayNavigate(senderFrame?.url ?? '', choice.origin);
  const talkKey = await TalkKey.create({
    saved: new TalkKeyFile(path.join(app.getPath('userData'), 'talk-key.json')),
    hook: await loadKeyHook(),
    shortcuts: {
      register: (key, pressed) => globalShortcut.register(key, pressed),
      unregister: (key) => globalShortcut.unregister(key),
    },
    tell: (news) => {
      const isOurPage = mayNavigate(window.webContents.getURL(), choice.origin);
      if (!window.isDestroyed() && isOurPage) window.webContents.send(desktopChannels.talkKeyNews, news);
    },
  });
  ipcMain.handle(desktopChannels.talkKey, (event): TalkKeyState => {
    if (!mayAsk(event)) throw new Error("Only the chosen server's page has a talk key.");
    return talkKey.state;
  });
  ipcMain.handle(desktopChannels.chooseTalkKey, async (event, key: unknown): Promise<TalkKeyState> => {
    if (!mayAsk(event)) throw new Error("Only the chosen server's page has a talk key.");
    return talkKey.choose(talkKeySchema.parse(key));
  });
  app.on('will-quit', () => talkKey.close());
}
