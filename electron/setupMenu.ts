import { app, Menu, type BrowserWindow } from 'electron';
import { shellWords } from './serverAddressWords';
import type { ServerChoice } from './ServerChoice';
import { show } from './setupWindow';
import { SERVER_ADDRESS_URL } from './shellPages';

/** The menu under Alt: the way back to the address page, and what every desktop program has. */
export function setupMenu(choice: ServerChoice, window: BrowserWindow): void {
  const changeServer = {
    label: shellWords(app.getLocale()).changeServer,
    enabled: !choice.suggestion.fixed,
    click: () => show(window, SERVER_ADDRESS_URL),
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: '执勤', submenu: [changeServer, { type: 'separator' }, { role: 'quit' }] },
      { role: 'editMenu' },
      { role: 'viewMenu' },
      { role: 'windowMenu' },
    ]),
  );
}
