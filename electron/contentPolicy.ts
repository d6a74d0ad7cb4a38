type Headers = Record<string, string[]>;

/** The shell's own page has no script of its own: the preload script, which the page cannot change, works its form. */
export const SHELL_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * What a document gets that comes without a content security policy. The server sends its own stricter one; this holds
 * where a proxy in between has dropped it.
 */
const fallbackPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of a document with a content security policy in any case. */
export function withContentPolicy(headers: Headers): Headers {
  const present = Object.keys(headers).some((name) => name.toLowerCase() === 'content-security-policy');
  return present ? headers : { ...headers, 'content-security-policy': [fallbackPolicy] };
}
