import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';

/** Long enough for a compiler to remove its half-written object, short enough for a person who pressed Ctrl-C. */
const INTERRUPT_GRACE_MS = 3000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const runningCommands = new Set();

/** Once set, no command answers any more: whoever waits for one must not go on to the next thing. */
let interrupted = false;

/**
 * @typedef {object} CommandOptions
 * @property {string} [folder] where it runs
 * @property {NodeJS.ProcessEnv} [environment] the whole environment of the command; ours by default
 * @property {(line: string) => void} [onLine] every line of its output, as it comes
 * @property {AbortSignal} [signal] ends the command
 */

/**
 * Runs a command to its end. Never throws for a command that fails or does not exist: its exit code says so (127 for a
 * command that could not be started, as in a shell).
 *
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {CommandOptions} [options]
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
export function runCommand(command, commandArguments, { folder, environment, onLine, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      cwd: folder,
      env: environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    runningCommands.add(child);
    const end = () => child.kill('SIGTERM');
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    let output = '';
    let unfinishedLine = '';
    /** @param {string} text */
    const take = (text) => {
      output += text;
      const lines = (unfinishedLine + text).split(/\r\n|[\r\n]/);
      unfinishedLine = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    /** @param {number} exitCode */
    const settle = (exitCode) => {
      runningCommands.delete(child);
      signal?.removeEventListener('abort', end);
      if (interrupted) return;
      if (unfinishedLine !== '') onLine?.(unfinishedLine);
      resolve({ exitCode, output });
    };
    child.once('error', () => settle(127));
    child.once('close', (exitCode) => settle(exitCode ?? 1));
  });
}

/**
 * @param {string} command
 * @returns {boolean} whether the command is on the PATH
 */
export function commandExists(command) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * On Ctrl-C or a stop by the system: ends the commands that run, lets them clean up, and leaves. Without it a compiler
 * would go on behind the prompt.
 *
 * @returns {() => void} takes the handlers away again
 */
export function endCommandsOnInterrupt() {
  /** @param {NodeJS.Signals} signal */
  const leave = (signal) => {
    interrupted = true;
    console.log('已中断，下次运行会继续 · interrupted; the next run goes on from here');
    const exit = () => process.exit(signal === 'SIGINT' ? 130 : 143);
    const commands = [...runningCommands];
    if (commands.length === 0) exit();
    for (const command of commands) {
      command.kill('SIGTERM');
      command.once('close', () => {
        if (runningCommands.size === 0) exit();
      });
    }
    setTimeout(() => {
      for (const command of runningCommands) command.kill('SIGKILL');
      exit();
    }, INTERRUPT_GRACE_MS);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, leave);
  return () => {
    for (const signal of signals) process.removeListener(signal, leave);
  };
}
