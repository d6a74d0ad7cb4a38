import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashFiles, readStamp, writeStamp } from './fileStamps.mjs';

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-stamps-'));
  mkdirSync(join(folder, 'renderer', 'map'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'map', 'MapView.tsx'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the hash of the inputs', () => {
  it('changes with a content, a name and a new file', () => {
    const before = hashFiles(folder, ['renderer', 'vite.config.ts']);
    writeFileSync(join(folder, 'renderer', 'map', 'MapView.tsx'), 'two');
    const changed = hashFiles(folder, ['renderer', 'vite.config.ts']);
    writeFileSync(join(folder, 'vite.config.ts'), '');
    const added = hashFiles(folder, ['renderer', 'vite.config.ts']);
    expect(new Set([before, changed, added]).size).toBe(3);
  });

  it('does not change with a unit test, nor with the order in which the inputs are named', () => {
    const before = hashFiles(folder, ['renderer', 'electron']);
    writeFileSync(join(folder, 'renderer', 'map', 'MapView.test.tsx'), 'a test');
    expect(hashFiles(folder, ['electron', 'renderer'])).toBe(before);
  });
});

describe('a stamp', () => {
  it('is read back as written, and is undefined before', () => {
    const path = join(folder, 'dist', 'inputs');
    expect(readStamp(path)).toBeUndefined();
    writeStamp(path, 'abc');
    expect(readStamp(path)).toBe('abc');
  });
});
