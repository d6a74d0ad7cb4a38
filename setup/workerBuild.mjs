import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandExists } from './commands.mjs';
import {
  buildCommands,
  buildPackages,
  buildTarget,
  generatorTarget,
  mesonArguments,
  sourceChanges,
} from './mediasoup-worker/recipe.mjs';
import { inProject } from './projectFolder.mjs';
import { runSlowCommand } from './slowCommand.mjs';
import { SetupError } from './steps.mjs';

/**
 * @param {string} source
 * @param {{ file: string, find: string, replacement: string }} change
 * @returns {string} the changed source
 * @throws {SetupError} if the place to change is not there exactly once
 */
export function applyChange(source, { file, find, replacement }) {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new SetupError(
      `setup/mediasoup-worker/recipe.mjs 与此版本不符 · does not fit this version: ${file} has "${find}" ${parts.length - 1} times`,
    );
  }
  return parts.join(replacement);
}

/**
 * @param {string} wrap the content of a .wrap file of Meson
 * @returns {string} the name of the folder in which Meson expects that subproject
 */
export function subprojectFolder(wrap) {
  const folder = /^directory\s*=\s*(\S+)/m.exec(wrap)?.[1];
  if (folder === undefined) throw new SetupError('.wrap 缺少 directory · a .wrap file names no directory');
  return folder;
}

/**
 * Copies the source that mediasoup's npm package ships, and puts our stand-ins where its build would download.
 *
 * @param {string} sourceFolder
 */
function prepareSource(sourceFolder) {
  const shipped = inProject('node_modules', 'mediasoup', 'worker');
  cpSync(shipped, sourceFolder, { recursive: true, filter: (path) => path !== join(shipped, 'out') });
  for (const change of sourceChanges) {
    const path = join(sourceFolder, change.file);
    writeFileSync(path, applyChange(readFileSync(path, 'utf8'), change));
  }
  const standIns = inProject('setup', 'mediasoup-worker', 'stand-ins');
  for (const name of readdirSync(standIns)) {
    const wrap = readFileSync(join(sourceFolder, 'subprojects', `${name}.wrap`), 'utf8');
    cpSync(join(standIns, name), join(sourceFolder, 'subprojects', subprojectFolder(wrap)), { recursive: true });
  }
}

/**
 * Builds the worker from the source in mediasoup's npm package against the system's libraries. A build that was interrupted
 * goes on where it stopped.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {string} folder where to build; the caller removes it afterwards
 * @returns {Promise<string>} the path of the program
 * @throws {SetupError} if it can not be built here
 */
export async function buildWorker(steps, folder) {
  const missing = buildCommands.filter((command) => !commandExists(command));
  if (missing.length > 0) {
    throw new SetupError(
      `媒体服务既不能下载也不能编译 · mediasoup's worker can be neither downloaded nor built here: ${missing.join(' ')} missing.\n` +
        `Debian: apt-get install ${buildPackages.join(' ')}`,
    );
  }
  const preparedStamp = join(folder, 'prepared');
  const buildFolder = join(folder, 'build');
  const goesOn = existsSync(preparedStamp);
  if (!goesOn) {
    rmSync(folder, { recursive: true, force: true });
    prepareSource(folder);
    await runSlowCommand(steps, 'meson', ['setup', 'build', ...mesonArguments], { folder });
    await runSlowCommand(steps, 'meson', ['compile', '-C', 'build', generatorTarget], { folder });
    writeFileSync(preparedStamp, '');
  }
  steps.note('编译媒体服务，约 5 分钟，仅一次 · building the media worker, about 5 minutes on two cores, once');
  try {
    await runSlowCommand(steps, 'ninja', ['-C', buildFolder, buildTarget], {
      folder,
      progressOf: (line) => /^\[(\d+\/\d+)\]/.exec(line)?.[1],
    });
  } catch (error) {
    // Whatever is wrong with this build, the next run starts it from the source again.
    rmSync(preparedStamp, { force: true });
    if (!goesOn) throw error;
    return buildWorker(steps, folder);
  }
  return join(buildFolder, buildTarget);
}
