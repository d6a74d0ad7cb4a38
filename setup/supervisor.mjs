import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, constants, getPriority, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { inProject, projectFolder } from './projectFolder.mjs';
import { Standby } from './standby.mjs';

/** The exit code of a child that can not run with its configuration: starting it again would not help. */
export const CONFIGURATION_ERROR = 78;

/**
 * Node compiles on four threads whatever the machine has. On two cores the embedded database, which is compiled anew as it
 * runs, would take both from what waits after a restart.
 */
const COMPILERS = `--v8-pool-size=${Math.min(4, Math.max(1, availableParallelism() - 1))}`;

/** Tried, for a container's administrator need not be one: who may not raise a priority must not lower one either. */
const MAY_GO_FIRST = mayGoFirst();

/** After the death of one that ran well nothing is won by waiting. */
const FIRST_RESTART_MS = 20;

/** The server promises to be back within a second, so the wait never grows past this. */
const LONGEST_RESTART_MS = 1000;

/** A child that has run for this long has recovered, and its next death is a first one again. */
const RECOVERED_AFTER_MS = 10_000;

/** How long a child may take to close its files after it was asked to stop. */
const STOP_GRACE_MS = 5000;

/**
 * @typedef {object} SupervisedProcess
 * @property {string} name for the lines that are printed
 * @property {string} file relative to the project
 * @property {readonly string[]} [fileArguments]
 * @property {boolean} [isGuest] a client of the others, started by `startGuests` once they can receive it
 * @property {boolean} [canStandBy] understands `--standby`: another one waits prepared to take its place
 *
 * @typedef {object} Running
 * @property {SupervisedProcess} description
 * @property {import('node:child_process').ChildProcess | undefined} child
 * @property {Standby | undefined} standby
 * @property {NodeJS.Timeout | undefined} restart
 * @property {number} restartMs how long the next death makes it wait
 */

/**
 * @param {number} restartMs what the last death made it wait
 * @param {number} ranForMs
 * @returns {number} what this death makes it wait
 */
export function nextRestartMs(restartMs, ranForMs) {
  if (restartMs === 0 || ranForMs >= RECOVERED_AFTER_MS) return FIRST_RESTART_MS;
  return Math.min(restartMs * 2, LONGEST_RESTART_MS);
}

/**
 * Keeps processes running: a dead one is started again within a second, a stop reaches all of them, and a child that
 * ends with `CONFIGURATION_ERROR` ends all.
 */
export class Supervisor {
  /** @type {Running[]} */
  #processes;
  #environment;
  #say;
  #stopGraceMs;
  /** @type {number | undefined} the exit code, once everything is being stopped */
  #exitCode;
  /** @type {NodeJS.Timeout | undefined} */
  #killTimer;
  /** @type {(exitCode: number) => void} */
  #finish = () => undefined;

  /** Resolves with the exit code when every child has ended. @type {Promise<number>} */
  finished = new Promise((resolve) => {
    this.#finish = resolve;
  });

  /**
   * @param {object} options
   * @param {readonly SupervisedProcess[]} options.processes
   * @param {NodeJS.ProcessEnv} [options.environment] of every child
   * @param {(line: string) => void} [options.say]
   * @param {number} [options.stopGraceMs]
   * @param {number} [options.prepareAfterMs] of a standby
   */
  constructor({
    processes,
    environment = process.env,
    say = console.log,
    stopGraceMs = STOP_GRACE_MS,
    prepareAfterMs,
  }) {
    this.#processes = processes.map((description) => ({
      description,
      child: undefined,
      standby:
        description.canStandBy === true
          ? new Standby({ spawn: () => this.#spawn(description, ['--standby']), prepareAfterMs })
          : undefined,
      restart: undefined,
      restartMs: 0,
    }));
    this.#environment = environment;
    this.#say = say;
    this.#stopGraceMs = stopGraceMs;
  }

  /** Starts every child but the guests. */
  start() {
    this.#startThose((description) => description.isGuest !== true);
  }

  /** Starts the guests, which would only take the others' time while those are starting. */
  startGuests() {
    this.#startThose((description) => description.isGuest === true);
  }

  /**
   * Asks every child to stop, and kills those that have not within five seconds. Safe to call again.
   *
   * @param {number} [exitCode] what `finished` resolves with
   * @returns {Promise<number>} the same as `finished`
   */
  stop(exitCode = 0) {
    if (this.#exitCode !== undefined) return this.finished;
    this.#exitCode = exitCode;
    for (const running of this.#processes) {
      clearTimeout(running.restart);
      running.standby?.stop();
      running.child?.kill('SIGTERM');
    }
    this.#killTimer = setTimeout(() => {
      for (const running of this.#processes) {
        if (running.child === undefined) continue;
        this.#say(`${running.description.name} 未能及时停止，强制结束 · did not stop in time and is killed`);
        killGroup(running.child);
      }
    }, this.#stopGraceMs);
    this.#finishIfAllEnded();
    return this.finished;
  }

  /** @param {(description: SupervisedProcess) => boolean} isMeant */
  #startThose(isMeant) {
    if (this.#exitCode !== undefined) return;
    for (const running of this.#processes) if (isMeant(running.description)) this.#startOne(running);
  }

  /** @param {Running} running */
  #startOne(running) {
    const { name } = running.description;
    const startedAt = performance.now();
    const prepared = running.standby?.takeOver();
    if (prepared !== undefined) goFirst(prepared);
    const child = prepared ?? this.#spawn(running.description);
    running.child = child;
    running.standby?.prepareLater();
    /** @param {number | null} exitCode @param {string | null} signal */
    const onEnd = (exitCode, signal) => {
      if (running.child !== child) return;
      running.child = undefined;
      // Its own children, such as a media worker, must not hold the ports that the next one needs.
      killGroup(child);
      if (this.#exitCode !== undefined) {
        this.#finishIfAllEnded();
        return;
      }
      if (exitCode === CONFIGURATION_ERROR) {
        void this.stop(CONFIGURATION_ERROR);
        return;
      }
      running.restartMs = nextRestartMs(running.restartMs, performance.now() - startedAt);
      this.#say(`${name} 已退出 (${signal ?? exitCode})，${running.restartMs} ms 后重启 · ended, starting again`);
      running.restart = setTimeout(() => this.#startOne(running), running.restartMs);
    };
    child.once('exit', onEnd);
    child.once('error', (error) => onEnd(null, error.message));
  }

  /**
   * @param {SupervisedProcess} description
   * @param {readonly string[]} [standbyArguments] of one that only stands by, and is spoken to
   */
  #spawn({ file, fileArguments = [], isGuest = false }, standbyArguments = []) {
    // In a process group of its own a child does not hear the terminal's Ctrl-C, so a stop reaches it once, from here.
    const child = spawn(
      process.execPath,
      [
        ...[COMPILERS, '--import', inProject('setup', 'exitWithParent.mjs'), resolve(projectFolder, file)],
        ...fileArguments,
        ...standbyArguments,
      ],
      {
        cwd: projectFolder,
        env: this.#environment,
        stdio: ['ignore', 'inherit', 'inherit', ...(standbyArguments.length > 0 ? /** @type {const} */ (['ipc']) : [])],
        detached: true,
      },
    );
    if (standbyArguments.length > 0) goLast(child);
    else if (!isGuest) goFirst(child);
    return child;
  }

  #finishIfAllEnded() {
    if (this.#exitCode === undefined || this.#processes.some(({ child }) => child !== undefined)) return;
    clearTimeout(this.#killTimer);
    this.#finish(this.#exitCode);
  }
}

/** @returns {boolean} whether this user may give a process a turn before others */
function mayGoFirst() {
  const own = getPriority();
  try {
    setPriority(constants.priority.PRIORITY_ABOVE_NORMAL);
    setPriority(own);
    return true;
  } catch {
    return false;
  }
}

/**
 * A console on the same machine draws and decodes; what everybody else waits for comes before it. Only the administrator
 * may say so, and it works without.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function goFirst(child) {
  if (MAY_GO_FIRST) giveTurn(child, constants.priority.PRIORITY_ABOVE_NORMAL);
}

/**
 * What only prepares itself leaves the processor to those who work, and still comes to its end on a busy machine.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function goLast(child) {
  // Who may not go first could not take it back.
  if (MAY_GO_FIRST) giveTurn(child, constants.priority.PRIORITY_BELOW_NORMAL);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} priority
 */
function giveTurn({ pid }, priority) {
  if (pid === undefined) return;
  try {
    // Linux keeps a priority for each thread.
    const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
    for (const thread of threads) setPriority(thread, priority);
    // Where Linux shares the processor out to sessions first, a process comes before those of its own session alone.
    if (existsSync(`/proc/${pid}/autogroup`)) writeFileSync(`/proc/${pid}/autogroup`, String(priority));
  } catch {
    // It has just ended.
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    // Windows has no process groups, and there a negative number names nothing.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

/**
 * Stops a supervisor on Ctrl-C, on a stop by the system and when the terminal is closed.
 *
 * @param {Supervisor} supervisor
 */
export function stopOnSignals(supervisor) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void supervisor.stop(0));
}
