import { spawn } from 'node:child_process';
import { projectFolder } from './projectFolder.mjs';

/**
 * Runs one of our tools with its output on the terminal, and hands it the signals that we get.
 *
 * @param {readonly string[]} nodeArguments a script in the project and its arguments
 * @param {NodeJS.ProcessEnv} [environment] added to ours
 * @returns {Promise<number>} its exit code
 */
export function runVisibly(nodeArguments, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, nodeArguments, {
      cwd: projectFolder,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    /** @param {number} exitCode */
    const settle = (exitCode) => {
      process.removeListener('SIGINT', forward).removeListener('SIGTERM', forward);
      resolve(exitCode);
    };
    child.once('error', () => settle(127));
    child.once('exit', (exitCode) => settle(exitCode ?? 1));
  });
}
