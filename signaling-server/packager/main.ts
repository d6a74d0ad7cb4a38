import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { RecordedFiles } from '../recording/RecordedFiles';
import { buildPackage } from './buildPackage';
import { manifestSignature, packagePlan, type FromPackager, type ManifestSignature } from './packagePlan';

/**
 * Makes one evidence package and ends: `packager WORK_FOLDER TARGET`. Hashing, drawing and ffmpeg are here and not in
 * the server, so that nobody's talk waits for them.
 */
const [workFolder, target] = process.argv.slice(2);

function say(message: FromPackager): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The server's answers; where it goes away, so does the packager. */
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function main(): Promise<void> {
  if (workFolder === undefined || target === undefined) throw new Error('usage: packager WORK_FOLDER TARGET');
  const plan = packagePlan.parse(JSON.parse(await readFile(join(workFolder, 'plan.json'), 'utf8')));
  await buildPackage(plan, {
    ...{ files: new RecordedFiles(plan.volumes), workFolder, target },
    onProgress: (percent) => say({ type: 'progress', percent }),
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
