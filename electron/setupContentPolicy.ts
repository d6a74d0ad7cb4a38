import { session } from 'electron';
import { withContentPolicy } from './contentPolicy';
import { parseUrl } from './parseUrl';
import type { ServerChoice } from './ServerChoice';

/** No document of the server is shown without a content security policy. */
export function setupContentPolicy(choice: ServerChoice): void {
  session.defaultSession.webRequest.onHeadersReceived(({ url, resourceType, responseHeaders = {} }, callback) => {
    const isDocument = resourceType === 'mainFrame' || resourceType === 'subFrame';
    if (!isDocument || parseUrl(url)?.origin !== choice.origin) callback({});
    else callback({ responseHeaders: withContentPolicy(responseHeaders) });
  });
}
