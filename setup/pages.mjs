import { existsSync, rmSync } from 'node:fs';
import { hashFiles, readStamp, writeStamp } from './fileStamps.mjs';
import { inProject, projectFolder } from './projectFolder.mjs';
import { putIntoPlace } from './putIntoPlace.mjs';
import { runSlowCommand } from './slowCommand.mjs';

/** Everything that the pages and the desktop shell are made from. */
const inputs = [
  'electron',
  'package-lock.json',
  'renderer',
  'setup/electronBundle.mjs',
  'setup/pages.mjs',
  'setup/putIntoPlace.mjs',
  'signaling-server/protocol',
  'tsconfig.json',
  'vite',
  'vite.config.ts',
];

/**
 * Builds the pages, the verifier of evidence packages and the desktop shell for production, if anything they are made from has changed.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<string>} what was done
 */
export async function buildPages(steps) {
  const pages = inProject('dist', 'pages');
  const shell = inProject('dist', 'electron');
  const verifierPage = inProject('dist', 'verifier', 'verifier.html');
  const stampPath = inProject('dist', 'inputs.sha256');
  const hash = hashFiles(projectFolder, inputs);
  if (readStamp(stampPath) === hash && existsSync(pages) && existsSync(shell) && existsSync(verifierPage))
    return '已是最新 · up to date';

  rmSync(stampPath, { force: true });
  const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
  // A server may be serving the pages: vite.config.ts puts them into place, file by file.
  await runSlowCommand(steps, process.execPath, [vite, 'build'], { folder: projectFolder });
  const verifier = [vite, 'build', '--config', inProject('vite', 'verifier.config.ts')];
  await runSlowCommand(steps, process.execPath, verifier, { folder: projectFolder });
  const built = `${shell}.building`;
  await runSlowCommand(steps, process.execPath, [inProject('setup', 'electronBundle.mjs'), built], {
    folder: projectFolder,
  });
  putIntoPlace(built, shell);
  writeStamp(stampPath, hash);
  return '已构建 · built';
}
