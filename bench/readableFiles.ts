import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that one ffmpeg reads one after the other, since its start takes longer than reading one. */
const WHOLE_TOGETHER = 8;
const PROBED_TOGETHER = 25;
/** The smoothing of edges is left out: it is half of the work and shows nothing of whether a picture can be read. */
const EVERY_PICTURE = ['-skip_loop_filter', 'all'];
/** Every packet is read, and of the pictures the key pictures alone are decoded. */
const KEY_PICTURES = ['-skip_frame', 'nokey', ...EVERY_PICTURE];

export interface ReadFiles {
  /** Of which nothing was to be said, decoded whole or not. */
  readonly readable: number;
  /** Picture by picture, from the first to the last. */
  readonly decodedWhole: number;
  readonly problems: readonly string[];
}

/**
 * Has ffmpeg decode files whole, those that are named first before others, for as long as `wholeForMs` says: all pictures
 * of a hundred cameras are a minute of work for two cores. Of the rest every packet is read and every key picture decoded.
 * A file counts as readable where ffmpeg has nothing to say about it; where it has something to say of files that it was
 * given together, each of them is decoded again by itself.
 */
export async function readableFiles(paths: readonly string[], wholeForMs: number): Promise<ReadFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-readable-'));
  const until = performance.now() + wholeForMs;
  const waiting = [...paths];
  const problems: string[] = [];
  let decodedWhole = 0;
  let lists = 0;
  const read = async (group: readonly string[], options: readonly string[]): Promise<void> => {
    const list = join(folder, `${(lists += 1)}.txt`);
    writeFileSync(list, group.map((path) => `file '${path}'\n`).join(''));
    if ((await complaintsOf([...options, '-f', 'concat', '-safe', '0', '-i', list])) === '') return;
    for (const path of group) {
      const said = await complaintsOf([...options, '-i', path]);
      if (said !== '') problems.push(`${path}: ${said}`);
    }
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const isWhole = performance.now() < until;
      const group = waiting.splice(0, isWhole ? WHOLE_TOGETHER : PROBED_TOGETHER);
      await read(group, isWhole ? EVERY_PICTURE : KEY_PICTURES);
      if (isWhole) decodedWhole += group.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { readable: paths.length - problems.length, decodedWhole, problems };
}

/** The first line of what ffmpeg says of an input; empty where it has nothing to say. */
async function complaintsOf(input: readonly string[]): Promise<string> {
  const decode = ['-v', 'error', '-threads', '1', ...input, '-f', 'null', '-'];
  const process = spawn('ffmpeg', decode, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(process, 'close')) as [number | null];
  return code === 0 && said === '' ? '' : (said.trim().split('\n')[0] ?? '') || `ended with ${code ?? 'a signal'}`;
}
