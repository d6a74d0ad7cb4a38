import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlPath } from './recorder/controlPath';
import { socketFolder } from './socketFolder';

const LIMIT_BYTES = 107;

describe('the folder of a unix socket', () => {
  let temporary: string;
  const before = process.env['TMPDIR'];
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'zq-'));
    process.env['TMPDIR'] = temporary;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(temporary, { recursive: true });
  });
  const long = (name: string): string => `/srv/${'指挥中心'.repeat(10)}/${name}`;

  it('is the folder that it belongs to, as long as the kernel takes the path', async () => {
    const folder = `/${'a'.repeat(LIMIT_BYTES - 3)}`;
    expect(await socketFolder(folder, 'b')).toBe(folder);
    expect(await socketFolder(`${folder}a`, 'b')).not.toBe(`${folder}a`);
  });

  it('is always the same short one for a folder whose path is too long, open to nobody else', async () => {
    const place = await socketFolder(long('one'), 'a.sock');
    expect(await socketFolder(long('one'), 'a.sock')).toBe(place);
    expect(await socketFolder(long('two'), 'a.sock')).not.toBe(place);
    expect(Buffer.byteLength(join(place, 'a.sock'))).toBeLessThanOrEqual(LIMIT_BYTES);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
  });

  it('is refused where others could reach into it', async () => {
    const ours = join(temporary, `zhiqin-${process.getuid?.() ?? 0}`);
    await mkdir(ours);
    await chmod(ours, 0o777);
    await expect(socketFolder(long('one'), 'a.sock')).rejects.toThrow('not private');
  });

  it('is where server and recorder of a data folder meet, however long its path', async () => {
    expect(await controlPath('/srv/zhiqin')).toBe('/srv/zhiqin/recorder.sock');
    expect(await controlPath(long('data'))).toBe(
      join(await socketFolder(long('data'), 'recorder.sock'), 'recorder.sock'),
    );
  });
});
