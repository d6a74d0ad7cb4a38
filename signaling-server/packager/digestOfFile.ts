import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Digest } from '../recorder/digestOf';

/** Both hashes of a file. Piece by piece, so that others get their turn. */
export async function digestOfFile(path: string): Promise<Digest> {
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    sha256.update(part);
    sm3.update(part);
  }
  return { sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
}
