import type { Config } from '../config';

/**
 * The policy of a page: only what this server sends, and the map's hosts where the site has configured some. Ant
 * Design writes its styles into elements that carry the nonce.
 */
export function contentSecurityPolicy(
  nonce: string,
  host: string | undefined,
  config: Pick<Config, 'map' | 'tls'>,
): string {
  // The Host header comes from the network and must not be able to add to the policy.
  const safeHost = host !== undefined && /^[\w.:[\]-]+$/.test(host) ? host : null;
  const socket = safeHost === null ? [] : [`${config.tls === null ? 'ws' : 'wss'}://${safeHost}`];
  const mapHosts = [config.map.styleUrl, config.map.tilesUrl].flatMap((url) => (url === null ? [] : [originOf(url)]));
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    ["connect-src 'self'", ...socket, ...mapHosts].join(' '),
    ["img-src 'self' data: blob:", ...mapHosts].join(' '),
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Tile addresses hold `{z}/{x}/{y}` and may hold `{s}` in the host, which stands for any of its mirrors. */
function originOf(url: string): string {
  const match = /^(https?:\/\/)([^/]+)/.exec(url);
  return match === null ? '' : `${match[1]}${(match[2] ?? '').replace(/\{[^}]*\}/g, '*')}`;
}

/** Headers that every answer carries, whatever it is. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self), fullscreen=(self), autoplay=(self), display-capture=(), payment=(), usb=()',
};
