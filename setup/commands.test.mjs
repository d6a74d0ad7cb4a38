import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProject } from './projectFolder.mjs';

/** @type {string} */
let folder;
/** @type {import('node:child_process').ChildProcess[]} */
const runs = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-interrupt-'));
});
afterEach(() => {
  for (const run of runs.splice(0)) if (run.exitCode === null && run.signalCode === null) run.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** @param {string} path */
const importOf = (path) => JSON.stringify(inProject('setup', path));
/** @param {string} name */
const fileIn = (name) => join(folder, name);

/**
 * A set-up of two steps as ours are: under the lock, each a command that says that it runs and then works until there
 * is a file named for the step, and a stamp once it is done.
 *
 * @param {{ atStop?: string }} [options] what the command does when it is asked to stop; by default it ends
 */
function startSetUp({ atStop } = {}) {
  const command = fileIn('command.mjs');
  writeFileSync(
    command,
    `import { appendFileSync, existsSync } from 'node:fs';
     ${atStop === undefined ? '' : `process.on('SIGTERM', () => { ${atStop} });`}
     appendFileSync(${JSON.stringify(fileIn('begun'))}, process.argv[2] + ' ' + process.pid + '\\n');
     setInterval(() => { if (existsSync(${JSON.stringify(folder)} + '/' + process.argv[2] + '.go')) process.exit(0); }, 20);`,
  );
  const setUp = fileIn('setUp.mjs');
  writeFileSync(
    setUp,
    `import { endCommandsOnInterrupt } from ${importOf('commands.mjs')};
     import { acquireLock } from ${importOf('exclusiveLock.mjs')};
     import { readStamp, writeStamp } from ${importOf('fileStamps.mjs')};
     import { runSlowCommand } from ${importOf('slowCommand.mjs')};
     import { Steps } from ${importOf('steps.mjs')};
     const letGo = endCommandsOnInterrupt();
     const release = await acquireLock(${JSON.stringify(fileIn('lock'))}, () => undefined);
     for (const step of ['first', 'second']) {
       const stamp = ${JSON.stringify(folder)} + '/' + step + '.done';
       if (readStamp(stamp) === 'done') continue;
       await runSlowCommand(new Steps(), process.execPath, [${JSON.stringify(command)}, step]);
       writeStamp(stamp, 'done');
     }
     release();
     letGo();`,
  );
  const run = spawn(process.execPath, [setUp], { stdio: 'ignore' });
  runs.push(run);
  return run;
}

/** Each command that has begun: its step and the number of its process. */
function begun() {
  if (!existsSync(fileIn('begun'))) return [];
  const lines = readFileSync(fileIn('begun'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => ({ step: line.split(' ')[0], processId: Number(line.split(' ')[1]) }));
}

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await delay(20);
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe('Ctrl-C during set-up', () => {
  it.each(
    /** @type {const} */ ([
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 143],
    ]),
  )('ends the command that runs and leaves nothing behind (%s)', async (signal, exitCode) => {
    const run = startSetUp();
    await until(() => begun().length === 1);
    const ended = once(run, 'exit');
    run.kill(signal);
    expect(await ended).toEqual([exitCode, null]);
    expect(begun().map(({ step }) => step)).toEqual(['first']);
    await until(() => !isAlive(begun()[0]?.processId ?? NaN));
    expect(existsSync(fileIn('first.done'))).toBe(false);
    expect(existsSync(fileIn('lock'))).toBe(false);
  });

  it('leaves a state from which the next run goes on: what was done is not done again', async () => {
    const interrupted = startSetUp();
    writeFileSync(fileIn('first.go'), '');
    await until(() => begun().length === 2);
    const ended = once(interrupted, 'exit');
    interrupted.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(existsSync(fileIn('second.done'))).toBe(false);
    writeFileSync(fileIn('second.go'), '');
    const next = startSetUp();
    expect(await once(next, 'exit')).toEqual([0, null]);
    expect(begun().map(({ step }) => step)).toEqual(['first', 'second', 'second']);
    expect(readFileSync(fileIn('second.done'), 'utf8')).toBe('done');
  });

  it('does not wait for ever for a command that will not stop', async () => {
    const run = startSetUp({ atStop: '' });
    await until(() => begun().length === 1);
    const ended = once(run, 'exit');
    run.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    await until(() => !isAlive(begun()[0]?.processId ?? NaN));
  });
});
