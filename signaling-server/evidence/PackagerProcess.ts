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
  readonly sign: (manifest: Digest) => Promise<ManifestSignature>;
}

export type PackagerResult =
  | { readonly outcome: 'done'; readonly bytes: number }
  | {
      readonly outcome: 'failed';
      readonly why: 'disk-full' | 'internal';
      readonly message: string;
      /** It ended without a word of why: somebody ended it, and it may be run again. */
      readonly wasKilled: boolean;
    };

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
      else if (message.type === 'sign') void answer(child, listener.sign(message.manifest));
      else if (message.type === 'done') result = { outcome: 'done', bytes: message.bytes };
      else result = { outcome: 'failed', why: message.why, message: message.message, wasKilled: false };
    });
  }
  return new Promise((resolve) => {
    const failed = { outcome: 'failed', why: 'internal' } as const;
    child.once('error', ({ message }) => resolve({ ...failed, message, wasKilled: false }));
    child.once('close', (_, signal) =>
      resolve(result ?? { ...failed, message: complaints, wasKilled: signal !== null }),
    );
  });
}

/** A packager that is not answered ends, and says so. */
async function answer(child: ReturnType<typeof spawn>, signing: Promise<ManifestSignature>): Promise<void> {
  try {
    child.stdin?.write(`${JSON.stringify(await signing)}\n`);
  } catch {
    child.stdin?.end();
  }
}

/** The bundle beside the server's own where the server is a bundle, else the source. */
function programArguments(): readonly string[] {
  const own = process.argv[1] ?? '';
  if (own.endsWith('.mjs') && dirname(own).endsWith(join('dist', 'programs'))) {
    return [join(dirname(own), 'packager.mjs')];
  }
  return ['--import', 'tsx', fileURLToPath(new URL('../packager/main.ts', import.meta.url))];
}
