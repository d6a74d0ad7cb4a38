import { app, shell } from 'electron';
import { externalLink, mayNavigate } from './navigationPolicy';
import type { ServerChoice } from './ServerChoice';

/** Holds every window and frame to the chosen server; links elsewhere go to the system's browser. */
export function setupNavigation(choice: ServerChoice): void {
  const openOutside = (url: string): void => {
    const link = externalLink(url, choice.origin);
    if (link !== null) void shell.openExternal(link);
  };
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (mayNavigate(event.url, choice.origin)) return;
      event.preventDefault();
      openOutside(event.url);
    });
    contents.on('will-frame-navigate', (event) => {
      if (!mayNavigate(event.url, choice.origin)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!mayNavigate(event.url, choice.origin)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url);
      return { action: 'deny' };
    });
  });
}
