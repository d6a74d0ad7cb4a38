import type { IncomingMessage } from 'node:http';
import { isLoopback, type Config } from '../config';

/** Which pages may speak to this server: its own, and those of ALLOWED_ORIGINS. */
export class OriginPolicy {
  constructor(private readonly config: Pick<Config, 'host' | 'tls' | 'allowedOrigins'>) {}

  /**
   * A client without an Origin header is no page (a vehicle recorder, the demo fleet) and is allowed. On loopback the
   * Host header must name loopback too, or a foreign name that resolves to 127.0.0.1 would pass for our own page.
   */
  allows({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return true;
    if (this.config.allowedOrigins.includes(origin)) return true;
    if (host === undefined || origin !== `${this.config.tls === null ? 'http' : 'https'}://${host}`) return false;
    return !isLoopback(this.config.host) || isLoopback(hostName(host));
  }
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
