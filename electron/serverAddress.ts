import type { ServerAnswer } from './desktopApi';
import { parseUrl } from './parseUrl';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLoopback(hostname: string): boolean {
  return loopbackHosts.has(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** With no scheme typed, a server on this machine is asked without TLS and any other one with it. */
function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const guess = parseUrl(`http://${text}`);
  return guess !== null && isLoopback(guess.hostname) ? `http://${text}` : `https://${text}`;
}

/**
 * Reads what a person typed as the server's address and answers with its origin. Camera, microphone and passwords cross
 * this connection, so plain http is taken only for this machine itself.
 */
export function readServerAddress(typed: string): ServerAnswer {
  const text = typed.trim();
  if (text === '') return { ok: false, problem: 'empty' };
  const url = parseUrl(withScheme(text));
  if (url === null || url.hostname === '') return { ok: false, problem: 'malformed' };
  if (url.username !== '' || url.password !== '') return { ok: false, problem: 'malformed' };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return { ok: false, problem: 'malformed' };
  if (url.protocol === 'https:') return { ok: true, origin: url.origin };
  if (url.protocol !== 'http:') return { ok: false, problem: 'malformed' };
  return isLoopback(url.hostname) ? { ok: true, origin: url.origin } : { ok: false, problem: 'not-encrypted' };
}
