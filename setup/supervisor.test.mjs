import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crash } from '../test/fixtures/crash.ts';
import { nextRestartMs, Supervisor } from './supervisor.mjs';

/** @type {string} */
let folder;
/** @type {Supervisor | undefined} */
let supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-supervisor-'));
});
afterEach(async () => {
  await supervisor?.stop();
  rmSync(folder, { recursive: true });
});

/**
 * A process that prepares itself, writes a line with its number each time it is started, and then does as told.
 *
 * @param {string} name
 * @param {string} behaviour what it does then
 * @param {string} preparation what is in place before the line is there to be read, such as signal handlers
 */
function script(name, behaviour, preparation = '') {
  const file = join(folder, `${name}.mjs`);
  const journal = join(folder, `${name}.txt`);
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     ${preparation}
     appendFileSync(${JSON.stringify(journal)}, process.pid + '\\n');
     ${behaviour}`,
  );
  return {
    process: { name, file },
    starts: () => numbersIn(journal),
  };
}

/**
 * A process that can stand by: prepared, it says so, waits to be told, and writes its number when it starts.
 *
 * @param {string} name
 * @param {string} saysSo of one that is never done with its preparation, nothing
 */
function standingBy(name, saysSo = "process.send('standing-by');") {
  const journal = join(folder, `${name}.prepared.txt`);
  const told = script(
    name,
    runsForever,
    `if (process.argv.includes('--standby')) {
       const told = new Promise((resolve) => process.once('message', resolve));
       ${saysSo}
       appendFileSync(${JSON.stringify(journal)}, process.pid + '\\n');
       await told;
     }`,
  );
  return {
    ...told,
    process: { ...told.process, canStandBy: true },
    prepared: () => numbersIn(journal),
  };
}

/**
 * The process numbers of a journal. A line that is still being written is not there yet: the file is empty for a moment.
 *
 * @param {string} journal
 */
function numbersIn(journal) {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8').split('\n').slice(0, -1).map(Number);
}

const runsForever = 'setInterval(() => {}, 1000);';

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await delay(20);
}

/** @param {number | undefined} processId */
function isAlive(processId) {
  try {
    process.kill(processId ?? NaN, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly import('./supervisor.mjs').SupervisedProcess[]} processes */
function supervise(processes, options = {}) {
  supervisor = new Supervisor({ processes, say: () => undefined, ...options });
  supervisor.start();
  return supervisor;
}

describe('the supervisor', () => {
  it('starts a process again when it dies, and leaves the others alone', async () => {
    const steady = script('steady', runsForever);
    const dying = script('dying', runsForever);
    supervise([steady.process, dying.process]);
    await until(() => steady.starts().length === 1 && dying.starts().length === 1);
    crash(dying.starts()[0]);
    await until(() => dying.starts().length === 2);
    expect(steady.starts()).toHaveLength(1);
  });

  it('starts a process again that ends without an error, because nobody asked it to', async () => {
    const leaving = script('leaving', 'process.exit(0);');
    supervise([leaving.process]);
    await until(() => leaving.starts().length >= 2);
  });

  it('stops everything when a process can not run with its configuration', async () => {
    const steady = script('steady', runsForever);
    const wrong = script('wrong', 'setTimeout(() => process.exit(78), 200);');
    const exitCode = await supervise([steady.process, wrong.process]).finished;
    expect(exitCode).toBe(78);
    expect(wrong.starts()).toHaveLength(1);
    expect(steady.starts().some(isAlive)).toBe(false);
  });

  it('asks every process to stop, and waits until they have', async () => {
    const polite = script(
      'polite',
      runsForever,
      `process.on('SIGTERM', () => { appendFileSync(${JSON.stringify(join(folder, 'farewell'))}, 'x'); process.exit(0); });`,
    );
    const running = supervise([polite.process]);
    await until(() => polite.starts().length === 1);
    expect(await running.stop(0)).toBe(0);
    expect(readFileSync(join(folder, 'farewell'), 'utf8')).toBe('x');
    expect(polite.starts().some(isAlive)).toBe(false);
  });

  it('kills a process that does not stop, and what that has started', async () => {
    const stubborn = script(
      'stubborn',
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       process.on('SIGTERM', () => {});
       appendFileSync(${JSON.stringify(join(folder, 'stubborn.txt'))}, child.pid + '\\n');
       ${runsForever}`,
    );
    const running = supervise([stubborn.process], { stopGraceMs: 300 });
    await until(() => stubborn.starts().length === 2);
    await running.stop();
    await until(() => !stubborn.starts().some(isAlive));
  });

  it('does not start a dead process again while it stops', async () => {
    const leaving = script('leaving', 'process.exit(1);');
    const running = supervise([leaving.process]);
    await until(() => leaving.starts().length === 1);
    await running.stop();
    const starts = leaving.starts().length;
    await delay(1500);
    expect(leaving.starts()).toHaveLength(starts);
  });

  it('waits a little longer after each death in a row, never more than a second', () => {
    const waits = [0];
    for (let death = 0; death < 8; death += 1) waits.push(nextRestartMs(waits.at(-1) ?? 0, 50));
    expect(waits.slice(1)).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000]);
    expect(nextRestartMs(1000, 60_000)).toBe(20);
  });

  it('lets the process that stands by take the place of one that died', async () => {
    const steady = standingBy('steady');
    supervise([steady.process], { prepareAfterMs: 0 });
    await until(() => steady.starts().length === 1 && steady.prepared().length === 1);
    crash(steady.starts()[0]);
    await until(() => steady.starts().length === 2);
    expect(steady.starts()[1]).toBe(steady.prepared()[0]);
    await until(() => steady.prepared().length === 2);
  });

  it('ends the one that is still preparing itself when it is needed too soon, and starts another', async () => {
    const slow = standingBy('slow', '');
    supervise([slow.process], { prepareAfterMs: 0 });
    await until(() => slow.starts().length === 1 && slow.prepared().length === 1);
    crash(slow.starts()[0]);
    await until(() => slow.starts().length === 2);
    expect(slow.starts()[1]).not.toBe(slow.prepared()[0]);
    await until(() => !isAlive(slow.prepared()[0]));
  });

  it('ends the process that stands by when it stops', async () => {
    const steady = standingBy('steady');
    supervise([steady.process], { prepareAfterMs: 0 });
    await until(() => steady.starts().length === 1 && steady.prepared().length === 1);
    await supervisor?.stop();
    await until(() => !isAlive(steady.prepared()[0]));
    expect(steady.starts()).toHaveLength(1);
  });
});
