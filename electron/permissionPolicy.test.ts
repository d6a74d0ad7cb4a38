import { describe, expect, it } from 'vitest';
import { mayUse } from './permissionPolicy';

const server = 'https://dispatch.example.cn';

describe('what a page may use of the machine', () => {
  it('lets the pages of the server speak, warn and fill the screen', () => {
    for (const permission of ['media', 'notifications', 'fullscreen'])
      expect(mayUse(permission, `${server}/`, server)).toBe(true);
  });

  it('grants nothing else, to the server either', () => {
    for (const permission of [
      'display-capture',
      'usb',
      'serial',
      'hid',
      'clipboard-read',
      'openExternal',
      'geolocation',
    ])
      expect(mayUse(permission, server, server)).toBe(false);
  });

  it('grants nothing to another origin, and nothing before a server is chosen', () => {
    expect(mayUse('media', 'https://evil.example/', server)).toBe(false);
    expect(mayUse('media', 'http://dispatch.example.cn/', server)).toBe(false);
    expect(mayUse('media', '', server)).toBe(false);
    expect(mayUse('media', server, null)).toBe(false);
  });
});
