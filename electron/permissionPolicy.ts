import { parseUrl } from './parseUrl';
/** The console speaks (`media`), warns (`notifications`) and fills the screen; nothing else is asked for. */
const grantedToServer: ReadonlySet<string> = new Set(['media', 'notifications', 'fullscreen']);

/** True where a page of this origin may use this capability of the machine. Only the chosen server's pages may any. */
export function mayUse(permission: string, requestingUrl: string, serverOrigin: string | null): boolean {
  if (serverOrigin === null || !grantedToServer.has(permission)) return false;
  return parseUrl(requestingUrl)?.origin === serverOrigin;
}
