import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** One file in so many is decoded picture by picture; of the others every packet is read and every key picture decoded. */
const WHOLE_EVERY = 20;

export interface ReadFiles {
  readonly readable: number;
  readonly decodedWhole: number;
  readonly problems: readonly string[];
}

/** Has ffmpeg decode files; one counts as readable where it has nothing to say about it. */
export async function readableFiles(paths: readonly string[]): Promise<ReadFiles> {
  let readable = 0;
  const problems: string[] = [];
  const waiting = paths.map((path, index) => ({ path, whole: index % WHOLE_EVERY === 0 }));
  const read = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const skip = next.whole ? [] : ['-skip_frame', 'nokey'];
      const decode = ['-v', 'error', '-threads', '1', ...skip, '-i', next.path, '-f', 'null', '-'];
      const process = spawn('ffmpeg', decode, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      process.stderr.on('data', (text: Buffer) => (said += text.toString()));
      const [code] = (await once(process, 'close')) as [number | null];
      if (code === 0 && said === '') readable += 1;
      else problems.push(`${next.path}: ${said.trim().split('\n')[0] ?? ''}`);
    }
  };
  const decodedWhole = waiting.filter(({ whole }) => whole).length;
  await Promise.all(Array.from({ length: availableParallelism() }, read));
  return { readable, decodedWhole, problems };
}
