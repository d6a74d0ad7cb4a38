import path from 'node:path';
import { app, BrowserWindow } from 'electron';
import { VERSION_SWITCH } from './desktopApi';
import { isShellPage } from './navigationPolicy';
import type { ServerChoice } from './ServerChoice';
import { SERVER_ADDRESS_URL, SERVER_WAITING_URL } from './shellPages';

/** Chromium's code for a navigation that another one replaced, which is no failure. */
const ERR_ABORTED = -3;

/** Opens the one window, on the chosen server's console or on the page where the server is chosen. */
export function setupWindow(choice: ServerChoice): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    backgroundColor: '#0a0f17',
    autoHideMenuBar: true,
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // A console that stands behind another window goes on hearing and warning.
      backgroundThrottling: false,
      additionalArguments: [`${VERSION_SWITCH}${app.getVersion()}`],
    },
  });
  window.webContents.on('did-fail-load', (_event, errorCode, _description, url, isMainFrame) => {
    if (isMainFrame && errorCode !== ERR_ABORTED && !isShellPage(url)) show(window, SERVER_WAITING_URL);
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') show(window, choice.origin ?? SERVER_ADDRESS_URL);
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  show(window, choice.origin ?? SERVER_ADDRESS_URL);
  return window;
}

/** Shows a page; a failure to load it is told by `did-fail-load`, which is where it is dealt with. */
export function show(window: BrowserWindow, url: string): void {
  window.loadURL(url).catch(() => undefined);
}
