import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderLock } from './FolderLock';

describe('FolderLock', () => {
  it.each([
    ['a folder', 'zhiqin-lock-'],
    ['a folder whose path is too long for a socket', `zhiqin-lock-${'x'.repeat(150)}-`],
  ])('lets one at a time hold %s, and another one after it', async (_, prefix) => {
    const folder = await mkdtemp(join(tmpdir(), prefix));
    const first = await FolderLock.create(folder);
    expect(first).not.toBeNull();
    expect(await FolderLock.create(folder)).toBeNull();
    await first?.close();
    const second = await FolderLock.create(folder);
    expect(second).not.toBeNull();
    await second?.close();
    await rm(folder, { recursive: true });
  });
});
