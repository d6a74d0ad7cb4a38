import { connect } from 'node:net';
import { waitForServer } from './health.mjs';
import { prepare } from './prepare.mjs';
import { SetupError } from './steps.mjs';
import { CONFIGURATION_ERROR, stopOnSignals, Supervisor } from './supervisor.mjs';

const READY_TIMEOUT_MS = 60_000;

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
  const origin = await waitForServer({ port, timeoutMs: READY_TIMEOUT_MS, signal: ended.signal });
  let atEnd = () => {};
  if (origin !== undefined) atEnd = onReady(origin);
  else if (!ended.signal.aborted) {
    console.error('服务器 60 秒内没有就绪，见上面的信息 · the server is not ready after 60 s; the lines above say why');
  }
  const exitCode = await supervisor.finished;
  atEnd();
  process.exit(exitCode);
}
