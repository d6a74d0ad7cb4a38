import { existsSync } from 'node:fs';
import { acquireLock } from './exclusiveLock.mjs';
import { hashFiles, readStamp, writeStamp } from './fileStamps.mjs';
import { inProject, projectFolder } from './projectFolder.mjs';
import { putIntoPlace } from './putIntoPlace.mjs';
import { runSlowCommand } from './slowCommand.mjs';

/** The processes of a Zhiqin: what each is made from, and the bundle that is run, both relative to the project. */
export const programs = {
  server: { source: 'signaling-server/main.ts', file: 'dist/programs/server.mjs' },
  recorder: { source: 'signaling-server/recorder/main.ts', file: 'dist/programs/recorder.mjs' },
  packager: { source: 'signaling-server/packager/main.ts', file: 'dist/programs/packager.mjs' },
  fleet: { source: 'signaling-server/demo/main.ts', file: 'dist/programs/fleet.mjs' },
};

/** Everything that the programs are made from. */
const inputs = ['package-lock.json', 'setup/programBundle.mjs', 'setup/programs.mjs', 'signaling-server'];

/**
 * Bundles the programs, if anything they are made from has changed. Safe to be called by several processes at once.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<string>} what was done
 */
export async function buildPrograms(steps) {
  const place = inProject('dist', 'programs');
  const stampPath = inProject('dist', 'programs.sha256');
  const isNew = () => existsSync(place) && readStamp(stampPath) === hashFiles(projectFolder, inputs);
  if (isNew()) return '已是最新 · up to date';

  const release = await acquireLock(inProject('.cache', 'programs.lock'), (holder) => {
    steps.note(`等待另一个构建进程 · waiting for another build, process ${holder}`);
  });
  try {
    if (isNew()) return '已是最新 · up to date';
    // Taken before the build: what changes meanwhile is built the next time.
    const hash = hashFiles(projectFolder, inputs);
    const built = `${place}.building`;
    await runSlowCommand(steps, process.execPath, [inProject('setup', 'programBundle.mjs'), built], {
      folder: projectFolder,
    });
    putIntoPlace(built, place);
    writeStamp(stampPath, hash);
  } finally {
    release();
  }
  return '已构建 · built';
}
