import { readFileSync } from 'node:fs';
import { inProject } from './projectFolder.mjs';

/**
 * @typedef {{ name: string, login: string, secret: string, page: string }} DemoAccount
 */

/**
 * @returns {DemoAccount[]} the people of the demo
 */
export function readDemoAccounts() {
  return /** @type {DemoAccount[]} */ (
    JSON.parse(readFileSync(inProject('signaling-server', 'demo', 'accounts.json'), 'utf8'))
  );
}

/**
 * @param {string} origin of the server
 * @param {readonly DemoAccount[]} accounts
 * @returns {string[]} the lines that tell a person where to go and who to be
 */
export function describeDemo(origin, accounts) {
  return [
    '',
    `调度台 console      ${origin}/`,
    `车载终端 vehicle     ${origin}/vehicle`,
    `督察回放 review      ${origin}/review`,
    '',
    '演示账号 demo accounts:',
    ...accounts.map(({ name, login, secret, page }) => `  ${login} / ${secret}  ${page}  ${name}`),
    '',
    'Ctrl-C 停止 · stops everything',
  ];
}
