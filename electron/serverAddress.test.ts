import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readServerAddress } from './serverAddress';

describe('the server address that a person types', () => {
  it('takes a host name as https', () => {
    expect(readServerAddress(' dispatch.example.cn ')).toEqual({ ok: true, origin: 'https://dispatch.example.cn' });
    expect(readServerAddress('10.2.3.4:4600')).toEqual({ ok: true, origin: 'https://10.2.3.4:4600' });
  });

  it('takes plain http for this machine only', () => {
    expect(readServerAddress('localhost:4600')).toEqual({ ok: true, origin: 'http://localhost:4600' });
    expect(readServerAddress('http://127.0.0.1:4600/')).toEqual({ ok: true, origin: 'http://127.0.0.1:4600' });
    expect(readServerAddress('http://[::1]:4600')).toEqual({ ok: true, origin: 'http://[::1]:4600' });
    expect(readServerAddress('http://dispatch.example.cn')).toEqual({ ok: false, problem: 'not-encrypted' });
    expect(readServerAddress('http://127.0.0.1.example.cn')).toEqual({ ok: false, problem: 'not-encrypted' });
  });

  it('refuses what is no address of a server', () => {
    expect(readServerAddress('   ')).toEqual({ ok: false, problem: 'empty' });
    for (const typed of ['https://', 'file:///etc/passwd', 'https://a b', 'ftp://host', 'https://host/admin?x=1'])
      expect(readServerAddress(typed)).toEqual({ ok: false, problem: 'malformed' });
  });

  it('refuses an address that carries a name or a password', () => {
    expect(readServerAddress('https://centre:secret@dispatch.example.cn')).toEqual({ ok: false, problem: 'malformed' });
  });

  it('never answers with anything but an https origin or a loopback one, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (typed) => {
        const answer = readServerAddress(typed);
        if (!answer.ok) return;
        const url = new URL(answer.origin);
        expect(url.origin).toBe(answer.origin);
        if (url.protocol !== 'https:') expect(url.hostname).toMatch(/^(localhost|127\.|\[::1\])/);
      }),
    );
  });
});
