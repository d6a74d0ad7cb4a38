import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A hash over names and contents, so that a step knows whether anything it was made from has changed. Unit tests are left
 * out, because no product is made from them; a path that does not exist counts as empty.
 *
 * @param {string} folder paths are relative to it
 * @param {readonly string[]} paths files and folders
 * @returns {string} 64 hexadecimal digits
 */
export function hashFiles(folder, paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const stats = statSync(join(folder, path), { throwIfNoEntry: false });
    if (stats === undefined || /\.test\.\w+$/.test(path)) return;
    if (stats.isDirectory()) {
      for (const name of readdirSync(join(folder, path)).sort()) add(`${path}/${name}`);
      return;
    }
    hash.update(`${path}\0${stats.size}\0`);
    hash.update(readFileSync(join(folder, path)));
  };
  for (const path of [...paths].sort()) add(path);
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string | undefined} what was written there, or undefined where nothing was
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Writes through a second name, so that a process that dies here leaves the old stamp or the new one, never half of one.
 *
 * @param {string} path
 * @param {string} content
 */
export function writeStamp(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}
