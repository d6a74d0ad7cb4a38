import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerAddressFile } from './ServerAddressFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-shell-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the saved server address', () => {
  it('is there after a restart, and leaves no half file beside it', async () => {
    const file = path.join(folder, 'deeper', 'server.json');
    await new ServerAddressFile(file).write('https://first.example.cn');
    await new ServerAddressFile(file).write('https://second.example.cn');
    expect(await new ServerAddressFile(file).read()).toBe('https://second.example.cn');
    expect(await readdir(path.dirname(file))).toEqual(['server.json']);
  });

  it('is none where the file is missing, torn, foreign or names an unencrypted server', async () => {
    const file = path.join(folder, 'server.json');
    expect(await new ServerAddressFile(file).read()).toBeNull();
    for (const text of ['{"serverOr', '[]', '{"serverOrigin":4}', '{"serverOrigin":"http://dispatch.example.cn"}']) {
      await writeFile(file, text);
      expect(await new ServerAddressFile(file).read()).toBeNull();
    }
  });
});
