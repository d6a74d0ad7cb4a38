import { describe, expect, it } from 'vitest';
import { OriginPolicy } from './OriginPolicy';

describe('OriginPolicy', () => {
  const policy = new OriginPolicy({ host: '127.0.0.1', tls: null, allowedOrigins: ['https://console.example'] });
  const allows = (origin: string | undefined, host: string): boolean =>
    policy.allows({ headers: { host, ...(origin === undefined ? {} : { origin }) } });

  it('allows its own pages, those it was told of, and clients that are no pages', () => {
    expect(allows('http://127.0.0.1:4600', '127.0.0.1:4600')).toBe(true);
    expect(allows('http://localhost:4600', 'localhost:4600')).toBe(true);
    expect(allows('https://console.example', '127.0.0.1:4600')).toBe(true);
    expect(allows(undefined, '127.0.0.1:4600')).toBe(true);
  });

  it('refuses a page of another site, and one whose name was bent to this address', () => {
    expect(allows('https://evil.example', '127.0.0.1:4600')).toBe(false);
    expect(allows('http://evil.example:4600', 'evil.example:4600')).toBe(false);
    expect(allows('null', '127.0.0.1:4600')).toBe(false);
  });
});
