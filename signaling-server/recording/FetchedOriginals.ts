import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const UNFINISHED = '.unfinished';

/**
 * Originals that were fetched from the archive and lie in the data folder for as long as they are needed there. The folder
 * alone says which they are, so a server that starts again knows those of the one before it, however that one ended.
 */
export class FetchedOriginals {
  private constructor(
    private readonly folder: string,
    /** By segment, how long each is. */
    private readonly bytes: Map<string, number>,
  ) {}

  /** Takes in what lies in the folder, and takes off it what was not finished. */
  static async create(folder: string): Promise<FetchedOriginals> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const bytes = new Map<string, number>();
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name.endsWith(UNFINISHED)) await rm(path, { force: true });
      else bytes.set(name, (await stat(path)).size);
    }
    return new FetchedOriginals(folder, bytes);
  }

  get count(): number {
    return this.bytes.size;
  }

  ids(): readonly string[] {
    return [...this.bytes.keys()];
  }

  has(segmentId: string): boolean {
    return this.bytes.has(segmentId);
  }

  /** Where a segment of so many bytes lies; null where it does not, or is of another length. */
  fileOf(segmentId: string, bytes: number): string | null {
    return this.bytes.get(segmentId) === bytes ? join(this.folder, segmentId) : null;
  }

  /** Answers where it lies. Whatever ends this process, a file of its name is whole. */
  async keep(segmentId: string, content: Buffer): Promise<string> {
    const path = join(this.folder, segmentId);
    await writeFile(`${path}${UNFINISHED}`, content, { mode: 0o600, flush: true });
    await rename(`${path}${UNFINISHED}`, path);
    this.bytes.set(segmentId, content.length);
    return path;
  }

  async drop(segmentId: string): Promise<void> {
    await rm(join(this.folder, segmentId), { force: true });
    this.bytes.delete(segmentId);
  }
}
