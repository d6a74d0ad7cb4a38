import { parseUrl } from './parseUrl';
import { SHELL_ORIGIN } from './shellPages';

/** A page may go only to the chosen server or to the shell's own page; everything else stays outside the window. */
export function mayNavigate(url: string, serverOrigin: string | null): boolean {
  if (isShellPage(url)) return true;
  if (serverOrigin === null) return false;
  return isHttp(url) && parseUrl(url)?.origin === serverOrigin;
}

/** True for the pages that the shell itself serves, which alone may choose the server. */
export function isShellPage(url: string): boolean {
  const parsed = parseUrl(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}` === SHELL_ORIGIN;
}

/**
 * The address to hand to the system's browser for a link that leaves the server, or null where nothing may be opened.
 * Other schemes start programs, so they are never handed on.
 */
export function externalLink(url: string, serverOrigin: string | null): string | null {
  const parsed = parseUrl(url);
  if (parsed === null || !isHttp(url) || parsed.origin === serverOrigin) return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  return parsed.href;
}

function isHttp(url: string): boolean {
  const protocol = parseUrl(url)?.protocol;
  return protocol === 'https:' || protocol === 'http:';
}
