import { describe, expect, it } from 'vitest';
import { externalLink, isShellPage, mayNavigate } from './navigationPolicy';
import { SERVER_ADDRESS_URL } from './shellPages';

const server = 'https://dispatch.example.cn';

describe('where the window may go', () => {
  it("stays within the server's origin and the shell's own page", () => {
    expect(mayNavigate(`${server}/review`, server)).toBe(true);
    expect(mayNavigate(SERVER_ADDRESS_URL, server)).toBe(true);
    expect(mayNavigate('https://dispatch.example.cn:8443/', server)).toBe(false);
    expect(mayNavigate('https://dispatch.example.cn.evil.example/', server)).toBe(false);
    expect(mayNavigate('https://dispatch.example.cn@evil.example/', server)).toBe(false);
  });

  it('goes to no script, file or data address', () => {
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,hello', 'about:blank', 'nonsense'])
      expect(mayNavigate(url, server)).toBe(false);
    expect(mayNavigate(`blob:${server}/0c1f`, server)).toBe(false);
  });

  it('goes nowhere but to the address page before a server is chosen', () => {
    expect(mayNavigate(`${server}/`, null)).toBe(false);
    expect(mayNavigate(SERVER_ADDRESS_URL, null)).toBe(true);
  });

  it("takes only the shell's own origin for a page of the shell", () => {
    expect(isShellPage(SERVER_ADDRESS_URL)).toBe(true);
    expect(isShellPage('zhiqin-shell://other/server-address')).toBe(false);
    expect(isShellPage(`${server}/server-address`)).toBe(false);
  });
});

describe('what is handed to the browser of the system', () => {
  it('is a web address outside the server and nothing else', () => {
    expect(externalLink('https://www.wuhan.gov.cn/a', server)).toBe('https://www.wuhan.gov.cn/a');
    expect(externalLink(`${server}/review`, server)).toBeNull();
    for (const url of ['file:///bin/sh', 'ms-msdt:/id', 'smb://share', 'mailto:a@b', 'https://a:b@host/'])
      expect(externalLink(url, server)).toBeNull();
  });
});
