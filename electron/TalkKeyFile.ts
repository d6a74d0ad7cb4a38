import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { talkKeySchema, type TalkKeyName } from './talkKeys';

const content = z.object({ talkKey: talkKeySchema });

/** The chosen talk key, kept over restarts in one small JSON file. */
export class TalkKeyFile {
  constructor(private readonly file: string) {}

  /** Null where none was chosen, or the file cannot be read. */
  async read(): Promise<TalkKeyName | null> {
    try {
      return content.parse(JSON.parse(await readFile(this.file, 'utf8'))).talkKey;
    } catch {
      return null;
    }
  }

  /** Throws what the disk throws. */
  async write(talkKey: TalkKeyName | null): Promise<void> {
    await writeFile(this.file, JSON.stringify({ talkKey } satisfies z.infer<typeof content>));
  }
}
