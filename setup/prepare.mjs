import { endCommandsOnInterrupt } from './commands.mjs';
import { installDebianPackages, runtimePackages } from './debianPackages.mjs';
import { installElectron } from './electronBinary.mjs';
import { acquireLock } from './exclusiveLock.mjs';
import { buildPackages } from './mediasoup-worker/recipe.mjs';
import { MediasoupWorker } from './mediasoupWorker.mjs';
import { checkNodeVersion } from './nodeVersion.mjs';
import { installNpmPackages } from './npmPackages.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { inProject, projectFolder } from './projectFolder.mjs';
import { SetupError, Steps } from './steps.mjs';

/**
 * Brings this folder into a state in which everything runs. Every step finds out for itself whether there is anything to
 * do, so a run after a complete one takes a moment, and a run after an interrupted one goes on.
 *
 * Ends the process with exit code 1, and a sentence, where something is missing without which nothing runs.
 *
 * @param {{ retry?: boolean }} [options] `retry` also tries again what failed a short while ago
 */
export async function prepare({ retry = false } = {}) {
  const steps = new Steps();
  const stopHandlingInterrupts = endCommandsOnInterrupt();
  try {
    const release = await acquireLock(inProject('.cache', 'setup.lock'), (holder) => {
      steps.note(`等待另一个准备进程 · waiting for another set-up, process ${holder}`);
    });
    try {
      await runSteps(steps, retry);
    } finally {
      release();
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    steps.summarise(false);
    process.exit(1);
  }
  stopHandlingInterrupts();
  steps.summarise(true);
}

/**
 * @param {Steps} steps
 * @param {boolean} retry
 */
async function runSteps(steps, retry) {
  await steps.run('Node', () => checkNodeVersion(process.versions.node));
  await steps.run('npm 依赖 · npm packages', () => installNpmPackages(steps, projectFolder));
  const worker = new MediasoupWorker(steps);
  // The download comes first, because only a worker that is built needs Debian's libraries.
  await steps.run('媒体服务下载 · media worker, download', () => worker.download());
  await steps.run('系统软件包 · Debian packages', () =>
    installDebianPackages(steps, worker.needsBuildPackages ? [...runtimePackages, ...buildPackages] : runtimePackages),
  );
  await steps.run('媒体服务 · media worker', () => worker.install());
  await steps.run('Electron', () => installElectron(steps, { retry }));
  await steps.run('页面 · pages', () => buildPages(steps));
  await steps.run('程序 · programs', () => buildPrograms(steps));
}
