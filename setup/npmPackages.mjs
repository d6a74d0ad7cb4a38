import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './commands.mjs';
import { readStamp, writeStamp } from './fileStamps.mjs';
import { runSlowCommand } from './slowCommand.mjs';
import { SetupError } from './steps.mjs';

/** How long the registry has to answer before what npm has kept is tried without it. */
const REGISTRY_ANSWERS_MS = 10_000;
/** And how long after that, before set-up gives up. */
const SLOW_REGISTRY_ANSWERS_MS = 30_000;

const INSTALL = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
/** npm alone would wait five minutes for each answer, three times over. */
const PATIENT = ['--fetch-timeout=60000'];

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
 * Started by npm, we use that very npm; `npm` alone is not a program on Windows.
 *
 * @param {readonly string[]} npmArguments
 * @returns {[command: string, commandArguments: string[]]}
 */
function npmCommand(npmArguments) {
  const npmProgram = process.env['npm_execpath'];
  return npmProgram !== undefined && existsSync(npmProgram)
    ? [process.execPath, [npmProgram, ...npmArguments]]
    : ['npm', [...npmArguments]];
}

/**
 * Whether the registry that npm is set to use answers at all. Asked through npm, which knows about proxies and names.
 *
 * @param {string} folder
 * @param {number} withinMs
 */
async function registryAnswers(folder, withinMs) {
  const { exitCode } = await runCommand(...npmCommand(['view', 'zod', 'name', '--fetch-retries=0']), {
    folder,
    signal: AbortSignal.timeout(withinMs),
  });
  return exitCode === 0;
}

/**
 * Installs the packages of package-lock.json, unless they are installed already: from the registry, and where that does
 * not answer, from what npm has kept of earlier installations.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {string} folder the project
 * @returns {Promise<string>} what was done
 * @throws {SetupError} naming the registry, where neither has them
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
  /** @param {readonly string[]} options */
  const install = (options) =>
    // What npm prints on its way are warnings about versions, which tell nobody how far it is.
    runSlowCommand(steps, ...npmCommand([...INSTALL, ...options]), { folder, progressOf: () => undefined });
  const outcome = (await registryAnswers(folder, REGISTRY_ANSWERS_MS))
    ? await install(PATIENT).then(() => '已安装 · installed')
    : await installWithoutAnswer(steps, folder, install);
  writeStamp(stampPath, hash);
  return outcome;
}

/**
 * @param {import('./steps.mjs').Steps} steps
 * @param {string} folder
 * @param {(options: readonly string[]) => Promise<void>} install
 * @returns {Promise<string>}
 */
async function installWithoutAnswer(steps, folder, install) {
  const { output } = await runCommand(...npmCommand(['config', 'get', 'registry']), { folder });
  const registry = output.trim().split('\n').at(-1) ?? '';
  steps.note(`npm 源 10 秒内未应答，先用本机缓存 · no answer from ${registry} in 10 s, taking what npm has kept`);
  try {
    await install(['--offline']);
    return '已用本机缓存安装 · installed from what npm has kept';
  } catch {
    steps.note('本机缓存不全，再试一次 npm 源 · that is not everything, asking the registry once more');
  }
  if (await registryAnswers(folder, SLOW_REGISTRY_ANSWERS_MS)) {
    await install(PATIENT);
    return '已安装 · installed';
  }
  throw new SetupError(
    `npm 源 ${registry} 无应答，请检查网络或用 npm config set registry 换源 · the npm registry ${registry} does not answer: check the network, or name another with npm config set registry`,
  );
}
