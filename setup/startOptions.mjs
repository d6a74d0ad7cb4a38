import { SetupError } from './steps.mjs';

const DEFAULT_PORT = 4600;

/**
 * @param {readonly string[]} given the arguments after `npm start --`
 * @returns {{ fleetArguments: string[] }} what the demo fleet is started with
 * @throws {SetupError} for an argument that nobody would read
 */
export function readStartArguments(given) {
  /** @type {string[]} */
  const fleetArguments = [];
  for (let index = 0; index < given.length; index += 1) {
    const [name, valueAfterSign] = (given[index] ?? '').split('=');
    if (name !== '--vehicles') throw new SetupError(`未知参数 · unknown argument: ${given[index]}`);
    const value = valueAfterSign ?? given[(index += 1)];
    if (value === undefined || !/^\d+$/.test(value)) {
      throw new SetupError('--vehicles 后面需要数字 · --vehicles needs a number');
    }
    fleetArguments.push('--vehicles', value);
  }
  return { fleetArguments };
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {number} the port the server listens on
 * @throws {SetupError} for a PORT that is none
 */
export function readPort(environment) {
  const given = environment['PORT'] || String(DEFAULT_PORT);
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SetupError(`PORT 无效 · PORT is "${given}", but it must be a number from 1 to 65535`);
}
