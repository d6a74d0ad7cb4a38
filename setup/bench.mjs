import { readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { inProject, projectFolder } from './projectFolder.mjs';

// `npm run bench -- NAME [arguments]`: one of the published figures; without a name it lists them.

// A fresh database and several browsers take a third of it before anything is measured.
const DEFAULT_TIMEOUT_S = 120;
/** An option that asks a bench to look at everything, however long that takes on a slow machine. */
const THOROUGH = '--every-file';
const THOROUGH_TIMEOUT_S = 1_200;
const EXTENSION = '.bench.ts';

const names = readdirSync(inProject('bench'))
  .filter((file) => file.endsWith(EXTENSION))
  .map((file) => file.slice(0, -EXTENSION.length))
  .sort();

const [name, ...benchArguments] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.log('npm run bench -- NAME');
  for (const known of names) console.log(`  ${known}`);
  process.exit(name === undefined ? 0 : 1);
}

const usualTimeoutS = benchArguments.includes(THOROUGH) ? THOROUGH_TIMEOUT_S : DEFAULT_TIMEOUT_S;
const timeoutS = Number(process.env['BENCH_TIMEOUT_S'] ?? usualTimeoutS);
// In a process group of its own, so that what the bench has started ends with it.
const bench = spawn(
  process.execPath,
  ['--import', 'tsx', inProject('bench', `${name}${EXTENSION}`), ...benchArguments],
  {
    cwd: projectFolder,
    stdio: 'inherit',
    detached: true,
  },
);
const end = () => {
  if (bench.pid === undefined) return;
  try {
    process.kill(-bench.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};
let timedOut = false;
const timer = setTimeout(() => {
  timedOut = true;
  console.error(`${name}: 超过 ${timeoutS} 秒，已结束 · took more than ${timeoutS} s and was ended (BENCH_TIMEOUT_S)`);
  end();
}, timeoutS * 1000);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
bench.once('exit', (exitCode) => {
  clearTimeout(timer);
  end();
  process.exitCode = timedOut ? 1 : (exitCode ?? 1);
});
