import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { desktopChannels, type ServerAnswer, type SuggestedServer } from './desktopApi';
import { isShellPage, mayNavigate } from './navigationPolicy';
import type { ServerChoice } from './ServerChoice';
import { show } from './setupWindow';
import { SERVER_ADDRESS_URL } from './shellPages';

const senderUrl = ({ senderFrame }: IpcMainInvokeEvent): string => senderFrame?.url ?? '';

/** Answers the preload script: the shell's own page chooses the server, the server's pages may only ask for that page. */
export function setupServerAddress(choice: ServerChoice, window: BrowserWindow): void {
  ipcMain.handle(desktopChannels.suggestedServer, (event): SuggestedServer => {
    if (!isShellPage(senderUrl(event))) throw new Error('Only the address page may ask for the saved address.');
    return choice.suggestion;
  });
  ipcMain.handle(desktopChannels.useServer, async (event, typed: unknown): Promise<ServerAnswer> => {
    if (!isShellPage(senderUrl(event))) throw new Error('Only the address page may choose the server.');
    const answer = await choice.choose(typeof typed === 'string' ? typed : '');
    if (answer.ok) show(window, `${answer.origin}/`);
    return answer;
  });
  ipcMain.handle(desktopChannels.changeServer, (event) => {
    if (!mayNavigate(senderUrl(event), choice.origin)) throw new Error('Only the chosen server may ask for another.');
    show(window, SERVER_ADDRESS_URL);
  });
}
