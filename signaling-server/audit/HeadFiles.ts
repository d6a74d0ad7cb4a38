import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditHead, type AuditHead } from '@protocol';
import type { CentreKey } from './CentreKey';
import type { ChainEnd } from './auditChain';

/** What a head's signature is over. */
export function headText({ position, hash, signedAt }: Pick<AuditHead, 'position' | 'hash' | 'signedAt'>): string {
  return JSON.stringify(['zhiqin-audit-head', position, hash, signedAt]);
}

/**
 * Signed heads of the chain, outside the database: one line of JSON each, one file a day (UTC). The folder may be a
 * mount of a second host, so that who can change the database cannot change these.
 */
export class HeadFiles {
  #newest: AuditHead | null = null;

  private constructor(
    private readonly folder: string,
    private readonly key: CentreKey,
  ) {}

  static async create(folder: string, key: CentreKey): Promise<HeadFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = new HeadFiles(folder, key);
    files.#newest = (await readHeads(folder)).at(-1) ?? null;
    return files;
  }

  get newest(): AuditHead | null {
    return this.#newest;
  }

  async add(end: ChainEnd, signedAt: number): Promise<void> {
    const signed = { ...end, signedAt };
    const head: AuditHead = { ...signed, ...this.key.sign(headText(signed)) };
    const day = new Date(signedAt).toISOString().slice(0, 10);
    await appendFile(join(this.folder, `heads-${day}.jsonl`), `${JSON.stringify(head)}\n`, {
      mode: 0o600,
      flush: true,
    });
    this.#newest = head;
  }
}

/** Every head in a folder, oldest first. A line that a crash cut off at the end of a file is left out. */
export async function readHeads(folder: string): Promise<AuditHead[]> {
  const names = (await readdir(folder)).filter((name) => /^heads-\d{4}-\d{2}-\d{2}\.jsonl$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => auditHead.parse(JSON.parse(line))),
  );
}
