import { readFile, stat, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { Archive } from '../recording/Archive';
import { archiveSettings } from '../recording/archiveSettings';
import { ObjectStore } from '../recording/ObjectStore';
import { RecordedFiles } from '../recording/RecordedFiles';
import { buildPackage } from './buildPackage';
import { coverPlan } from './coverPlan';
import { manifestSignature, packagePlan, type FromPackager, type ManifestSignature } from './packagePlan';
import { renderCover } from './renderCover';

/**
 * Makes one evidence package and ends: `packager WORK_FOLDER TARGET`; where the working folder holds a `cover.json`, one
 * covered copy. Hashing, drawing and ffmpeg are here and not in the server, so that nobody's talk waits for them.
 */
const [workFolder, target] = process.argv.slice(2);

function say(message: FromPackager): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The archive is found as the server finds it, so that its keys are in no file of ours. */
function filesOn(volumes: readonly string[]): RecordedFiles {
  const settings = archiveSettings(process.env);
  return new RecordedFiles(volumes, settings && new Archive(new ObjectStore(settings)));
}

/** The server's answers; where it goes away, so does the packager: another one is started by the next server. */
const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
const answers = lines[Symbol.asyncIterator]();

async function main(): Promise<void> {
  if (workFolder === undefined || target === undefined) throw new Error('usage: packager WORK_FOLDER TARGET');
  const onProgress = (percent: number): void => say({ type: 'progress', percent });
  const asked = await readFile(join(workFolder, 'cover.json'), 'utf8').catch(() => null);
  if (asked !== null) {
    const plan = coverPlan.parse(JSON.parse(asked));
    const made = await renderCover(plan, { files: filesOn(plan.volumes), workFolder, target, onProgress });
    await writeFile(join(workFolder, 'made.json'), JSON.stringify(made));
    say({ type: 'done', bytes: (await stat(target)).size });
    return;
  }
  const plan = packagePlan.parse(JSON.parse(await readFile(join(workFolder, 'plan.json'), 'utf8')));
  await buildPackage(plan, {
    ...{ files: filesOn(plan.volumes), workFolder, target, onProgress },
    sign: async (manifest): Promise<ManifestSignature> => {
      say({ type: 'sign', manifest });
      const answer = await answers.next();
      if (answer.done === true) throw new Error('the server is gone');
      return manifestSignature.parse(JSON.parse(answer.value));
    },
  });
  say({ type: 'done', bytes: (await stat(target)).size });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ type: 'failed', why: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'internal', message });
    process.exit(1);
  },
);
