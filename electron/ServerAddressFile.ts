import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readServerAddress } from './serverAddress';

const content = z.object({ serverOrigin: z.string() });

/** The chosen server, kept over restarts in one small JSON file. */
export class ServerAddressFile {
  constructor(private readonly file: string) {}

  /** The saved origin, or null where there is none or it is no longer acceptable. */
  async read(): Promise<string | null> {
    try {
      const { serverOrigin } = content.parse(JSON.parse(await readFile(this.file, 'utf8')));
      const answer = readServerAddress(serverOrigin);
      return answer.ok ? answer.origin : null;
    } catch {
      // A missing, torn or foreign file means that the person is asked again, which is always safe.
      return null;
    }
  }

  /** Replaces the file whole, so that a power cut leaves the old address or the new one. Throws what the disk throws. */
  async write(serverOrigin: string): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const fresh = `${this.file}.new`;
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ serverOrigin } satisfies z.infer<typeof content>));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, this.file);
  }
}
