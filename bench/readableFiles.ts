import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One file in so many is decoded picture by picture; of the others every packet is read and every key picture decoded:
 * all pictures of a hundred cameras are minutes of work for two cores. The smoothing of edges is left out, which is half
 * of the work and shows nothing of whether a picture can be read.
 */
const WHOLE_EVERY = 30;
/** Files that one ffmpeg reads one after the other, since its start takes longer than reading one. */
const FILES_TOGETHER = 25;

export interface ReadFiles {
  readonly readable: number;
  readonly decodedWhole: number;
  readonly problems: readonly string[];
}

/**
 * Has ffmpeg decode files; one counts as readable where it has nothing to say about it. Where it has something to say
 * of files that it was given together, each of them is decoded again by itself.
 */
export async function readableFiles(paths: readonly string[]): Promise<ReadFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-readable-'));
  const whole = paths.filter((_, index) => index % WHOLE_EVERY === 0);
  const others = paths.filter((_, index) => index % WHOLE_EVERY !== 0);
  const groups: (() => Promise<void>)[] = [];
  let readable = 0;
  const problems: string[] = [];
  const readOne = async (path: string, options: readonly string[]): Promise<void> => {
    const said = await complaintsOf([...options, '-i', path]);
    if (said === '') readable += 1;
    else problems.push(`${path}: ${said}`);
  };
  for (const path of whole) groups.push(() => readOne(path, NO_SMOOTHING));
  for (let start = 0; start < others.length; start += FILES_TOGETHER) {
    const group = others.slice(start, start + FILES_TOGETHER);
    const list = join(folder, `${start}.txt`);
    writeFileSync(list, group.map((path) => `file '${path}'\n`).join(''));
    groups.push(async () => {
      const said = await complaintsOf([...KEY_PICTURES, '-f', 'concat', '-safe', '0', '-i', list]);
      if (said === '') readable += group.length;
      else for (const path of group) await readOne(path, KEY_PICTURES);
    });
  }
  const work = async (): Promise<void> => {
    for (let next = groups.shift(); next; next = groups.shift()) await next();
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { readable, decodedWhole: whole.length, problems };
}

const NO_SMOOTHING = ['-skip_loop_filter', 'all'];
const KEY_PICTURES = ['-skip_frame', 'nokey', ...NO_SMOOTHING];

/** The first line of what ffmpeg says of an input; empty where it has nothing to say. */
async function complaintsOf(input: readonly string[]): Promise<string> {
  const decode = ['-v', 'error', '-threads', '1', ...input, '-f', 'null', '-'];
  const process = spawn('ffmpeg', decode, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(process, 'close')) as [number | null];
  return code === 0 && said === '' ? '' : (said.trim().split('\n')[0] ?? '') || `ended with ${code ?? 'a signal'}`;
}
