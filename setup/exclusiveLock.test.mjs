import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock } from './exclusiveLock.mjs';

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('waits while a living process holds the lock, and says so once', async () => {
  const path = join(folder, 'lock');
  // The process that runs this test's process lives as long as the test.
  writeFileSync(path, String(process.ppid));
  /** @type {number[]} */
  const holders = [];
  const waiting = acquireLock(path, (holder) => {
    holders.push(holder);
    rmSync(path);
  });
  const release = await waiting;
  expect(holders).toEqual([process.ppid]);
  release();
  expect(existsSync(path)).toBe(false);
});

it('takes over the lock of a process that has died', async () => {
  const path = join(folder, 'lock');
  const dead = spawnSync(process.execPath, ['--version']).pid;
  writeFileSync(path, String(dead));
  const release = await acquireLock(path, () => {
    throw new Error('must not wait for a dead process');
  });
  release();
});
