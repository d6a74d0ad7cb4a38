import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Digest } from '../recorder/digestOf';
import { fromPackager, type ManifestSignature } from '../packager/packagePlan';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface PackagerListener {
  readonly onProgress: (percent: number) => void;
  /** Signs the manifest; what it answers goes into the zip. */
  readonly sign: (manifest: Digest) => ManifestSignature;
}

export type PackagerResult =
  | { readonly outcome: 'done'; readonly bytes: number }
  | { readonly outcome: 'failed'; readonly why: 'disk-full' | 'internal'; readonly message: string };

/** One run of the packager, at low priority: it ends by itself, or when it is closed. */
export class PackagerProcess {
  private constructor(
    private readonly process: ChildProcess,
    /** Settles once the process has ended, however it did. */
    readonly result: Promise<PackagerResult>,
  ) {}

  static create(workFolder: string, target: string, listener: PackagerListener): PackagerProcess {
    const child = spawn('nice', ['-n', '10', process.execPath, ...programArguments(), workFolder, target], {
      cwd: PROJECT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new PackagerProcess(child, follow(child, listener));
  }

  /** What it had finished of the copies stays for the next run. */
  async close(): Promise<void> {
    this.process.kill('SIGTERM');
    await this.result;
  }
}

function follow(child: ReturnType<typeof spawn>, listener: PackagerListener): Promise<PackagerResult> {
  let result: PackagerResult | null = null;
  let complaints = '';
  child.stderr?.on('data', (text: Buffer) => (complaints = `${complaints}${text.toString()}`.slice(-2_000)));
  // Where it ends while it is being answered, its end is told by 'close'.
  child.stdin?.on('error', () => undefined);
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = fromPackager.parse(JSON.parse(line));
      if (message.type === 'progress') listener.onProgress(message.percent);
      else if (message.type === 'sign') child.stdin?.write(`${JSON.stringify(listener.sign(message.manifest))}\n`);
      else if (message.type === 'done') result = { outcome: 'done', bytes: message.bytes };
      else result = { outcome: 'failed', why: message.why, message: message.message };
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ outcome: 'failed', why: 'internal', message: error.message }));
    child.once('close', () => resolve(result ?? { outcome: 'failed', why: 'internal', message: complaints }));
  });
}

/** The bundle beside the server's own where the server is a bundle, else the source. */
function programArguments(): readonly string[] {
  const own = process.argv[1] ?? '';
  if (own.endsWith('.mjs') && dirname(own).endsWith(join('dist', 'programs'))) {
    return [join(dirname(own), 'packager.mjs')];
  }
  return ['--import', 'tsx', fileURLToPath(new URL('../packager/main.ts', import.meta.url))];
}
