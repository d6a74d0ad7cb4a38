import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordStamp } from './RecordStampsTable';
import type { RecordHead } from './sealFormat';

/**
 * Signed heads over what was recorded, outside the database, beside those of the audit record: one line of JSON each,
 * one file a day (UTC). So who can change the database cannot change what was signed.
 */
export class RecordHeadFiles {
  #newest: number;

  private constructor(
    private readonly folder: string,
    newest: number,
  ) {
    this.#newest = newest;
  }

  static async create(folder: string): Promise<RecordHeadFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).filter((name) => /^record-heads-\d{4}-\d{2}-\d{2}\.jsonl$/.test(name)).sort();
    const newest = names.at(-1);
    const text = newest === undefined ? '' : await readFile(join(folder, newest), 'utf8');
    return new RecordHeadFiles(folder, numberOf(text.split('\n').at(-2) ?? ''));
  }

  /** Number of the newest head in the files; 0 for none. */
  get newest(): number {
    return this.#newest;
  }

  async add(heads: readonly RecordHead[]): Promise<void> {
    for (const head of heads) {
      await this.#append('record-heads', head.signedAt, head);
      this.#newest = head.number;
    }
  }

  /** Beside the heads: what an authority of time said of one. */
  async addStamp(stamp: RecordStamp): Promise<void> {
    await this.#append('record-stamps', stamp.receivedAt, stamp);
  }

  async #append(name: string, at: number, line: object): Promise<void> {
    const path = join(this.folder, `${name}-${new Date(at).toISOString().slice(0, 10)}.jsonl`);
    await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
  }
}

function numberOf(line: string): number {
  return Number(/"number":(\d+)/.exec(line)?.[1] ?? 0);
}
