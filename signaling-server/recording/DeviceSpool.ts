import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const LENGTH_BYTES = 4;

/** Chunks of terminals' own recordings, a file for each segment, until the recorder has made it one of its own. */
export class DeviceSpool {
  private constructor(private readonly folder: string) {}

  static async create(folder: string): Promise<DeviceSpool> {
    await mkdir(folder, { recursive: true });
    return new DeviceSpool(folder);
  }

  /** `segmentId` has been parsed: it is a UUID. */
  fileOf(segmentId: string): string {
    return join(this.folder, `${segmentId}.chunks`);
  }

  /**
   * Puts a chunk behind the first `from` bytes of the file, after its length, and flushes it; what a death left behind
   * them is taken off. Answers how long the file is now.
   */
  async append(segmentId: string, from: number, chunk: Buffer): Promise<number> {
    const file = await open(this.fileOf(segmentId), from === 0 ? 'w' : 'r+');
    try {
      await file.truncate(from);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(chunk.length);
      await file.writev([length, chunk], from);
      await file.sync();
      return from + LENGTH_BYTES + chunk.length;
    } finally {
      await file.close();
    }
  }

  async remove(segmentId: string): Promise<void> {
    await rm(this.fileOf(segmentId), { force: true });
  }
}
