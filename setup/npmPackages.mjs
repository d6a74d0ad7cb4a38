import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readStamp, writeStamp } from './fileStamps.mjs';
import { runSlowCommand } from './slowCommand.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Whether what npm noted about its last installation is what the lock file asks for. It is so after a developer's own
 * `npm install something`, which must not cost a second installation.
 *
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile} installed node_modules/.package-lock.json, which npm writes when an installation is complete
 * @returns {boolean}
 */
export function installationMatches(wanted, installed) {
  const wantedPackages = wanted.packages ?? {};
  const installedPackages = installed.packages ?? {};
  for (const [path, entry] of Object.entries(installedPackages)) {
    const wantedEntry = wantedPackages[path];
    if (wantedEntry === undefined) return false;
    if (wantedEntry.version !== entry.version || wantedEntry.integrity !== entry.integrity) return false;
  }
  // Packages for other platforms are optional, and npm leaves them out.
  return Object.entries(wantedPackages).every(
    ([path, entry]) =>
      path === '' ||
      path in installedPackages ||
      entry.optional === true ||
      entry.devOptional === true ||
      entry.peer === true,
  );
}

/**
 * @param {string} path
 * @returns {Lockfile | undefined}
 */
function readLockfile(path) {
  try {
    return /** @type {Lockfile} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Installs the packages of package-lock.json, unless they are installed already.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {string} folder the project
 * @returns {Promise<string>} what was done
 */
export async function installNpmPackages(steps, folder) {
  const lockfilePath = join(folder, 'package-lock.json');
  const stampPath = join(folder, 'node_modules', '.zhiqin', 'package-lock.sha256');
  const hash = createHash('sha256').update(readFileSync(lockfilePath)).digest('hex');
  if (readStamp(stampPath) === hash) return '已是最新 · up to date';

  const wanted = readLockfile(lockfilePath);
  const installed = readLockfile(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted !== undefined && installed !== undefined && installationMatches(wanted, installed)) {
    writeStamp(stampPath, hash);
    return '已是最新 · up to date';
  }

  rmSync(stampPath, { force: true });
  const npmArguments = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
  // What npm prints on its way are warnings about versions, which tell nobody how far it is.
  const options = { folder, progressOf: () => undefined };
  // Started by npm, we use that very npm; `npm` alone is not a program on Windows.
  const npmProgram = process.env['npm_execpath'];
  if (npmProgram !== undefined && existsSync(npmProgram)) {
    await runSlowCommand(steps, process.execPath, [npmProgram, ...npmArguments], options);
  } else {
    await runSlowCommand(steps, 'npm', npmArguments, options);
  }
  writeStamp(stampPath, hash);
  return '已安装 · installed';
}
