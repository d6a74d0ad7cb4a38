import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 200;

/**
 * @param {number} processId
 * @returns {boolean}
 */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * @param {string} path
 * @returns {number | undefined} the process that holds the lock
 */
function readHolder(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Keeps two runs of set-up from installing over each other. A lock whose holder has died is taken over; the lock goes
 * with this process at the latest.
 *
 * @param {string} path
 * @param {(holder: number) => void} onWait called once, if another process holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquireLock(path, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  // The holder's number is written before the lock appears under its name, so nobody ever reads an empty lock.
  const claim = `${path}.${process.pid}`;
  writeFileSync(claim, String(process.pid));
  let told = false;
  for (;;) {
    try {
      linkSync(claim, path);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== undefined && (holder === process.pid || !isAlive(holder))) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told && holder !== undefined) {
      told = true;
      onWait(holder);
    }
    await delay(RETRY_MS);
  }
  rmSync(claim, { force: true });
  const release = () => {
    if (readHolder(path) === process.pid) rmSync(path, { force: true });
  };
  process.once('exit', release);
  return () => {
    process.removeListener('exit', release);
    release();
  };
}
