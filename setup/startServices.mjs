import { connect } from 'node:net';
import { waitForServer } from './health.mjs';
import { prepare } from './prepare.mjs';
import { SetupError } from './steps.mjs';
import { CONFIGURATION_ERROR, stopOnSignals, Supervisor } from './supervisor.mjs';

/** After this long a person is told that the start is slow; the wait goes on. */
const SLOW_START_MS = 30_000;

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether somebody listens there on this machine
 */
export function isPortTaken(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    /** @param {boolean} taken */
    const settle = (taken) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/**
 * Runs set-up, starts the processes, and waits until the server answers.
 *
 * @param {object} options
 * @param {() => { port: number, processes: readonly import('./supervisor.mjs').SupervisedProcess[] }} options.readOptions
 *   may throw a `SetupError`, which is printed before anything is done
 * @param {NodeJS.ProcessEnv} options.environment of every process
 * @param {(origin: string) => (() => void)} options.onReady answers with what is to be done at the end
 * @returns {Promise<never>} ends this process with the exit code of the services
 */
export async function startServices({ readOptions, environment, onReady }) {
  /** @type {ReturnType<typeof readOptions>} */
  let options;
  try {
    options = readOptions();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(CONFIGURATION_ERROR);
  }
  const { port, processes } = options;
  await prepare();
  if (await isPortTaken(port)) {
    console.error(`端口 ${port} 已被占用，可用 PORT 另选 · port ${port} is taken; choose another one with PORT`);
    process.exit(CONFIGURATION_ERROR);
  }

  const supervisor = new Supervisor({ processes, environment });
  stopOnSignals(supervisor);
  supervisor.start();
  const ended = new AbortController();
  void supervisor.finished.then(() => ended.abort());
  const slowStart = setTimeout(() => {
    console.log('服务器仍在启动 · the server is still starting; if it stays so, the lines above say why');
  }, SLOW_START_MS);
  const origin = await waitForServer({ port, signal: ended.signal });
  clearTimeout(slowStart);
  supervisor.startGuests();
  const atEnd = origin === undefined ? () => undefined : onReady(origin);
  const exitCode = await supervisor.finished;
  atEnd();
  process.exit(exitCode);
}
