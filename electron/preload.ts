import { contextBridge, ipcRenderer } from 'electron';
import {
  desktopChannels,
  VERSION_SWITCH,
  type DesktopApi,
  type ServerAnswer,
  type SuggestedServer,
} from './desktopApi';
import { workServerAddressPage } from './serverAddressPage';
import { SHELL_SCHEME } from './shellPages';
import type { TalkKeyNews, TalkKeyState } from './talkKeys';

/** The shell's own page is worked from here, so that no channel for choosing a server is within a page's reach. */
function workShellPage(): void {
  const shell = {
    // The shell answers this channel with exactly this type; see setupServerAddress.ts.
    suggestedServer: () => ipcRenderer.invoke(desktopChannels.suggestedServer) as Promise<SuggestedServer>,
    // The shell answers this channel with exactly this type; see setupServerAddress.ts.
    useServer: (address: string) => ipcRenderer.invoke(desktopChannels.useServer, address) as Promise<ServerAnswer>,
  };
  window.addEventListener('DOMContentLoaded', () => {
    void workServerAddressPage(document, shell, location.search === '?waiting');
  });
}

function offerDesktop(): void {
  const desktop: DesktopApi = {
    version: process.argv.find((argument) => argument.startsWith(VERSION_SWITCH))?.slice(VERSION_SWITCH.length) ?? '',
    changeServer: async () => {
      await ipcRenderer.invoke(desktopChannels.changeServer);
    },
    // The shell answers both with exactly this type; see setupTalkKey.ts.
    talkKey: () => ipcRenderer.invoke(desktopChannels.talkKey) as Promise<TalkKeyState>,
    // The shell answers both with exactly this type; see setupTalkKey.ts.
    chooseTalkKey: (key) => ipcRenderer.invoke(desktopChannels.chooseTalkKey, key) as Promise<TalkKeyState>,
    onTalkKey: (listener) => {
      // The event itself stays here: with it a page could answer on any channel.
      const hear = (_event: unknown, news: TalkKeyNews): void => listener(news);
      ipcRenderer.on(desktopChannels.talkKeyNews, hear);
      return () => ipcRenderer.off(desktopChannels.talkKeyNews, hear);
    },
  };
  contextBridge.exposeInMainWorld('desktop', desktop);
}

if (location.protocol === `${SHELL_SCHEME}:`) workShellPage();
else offerDesktop();
