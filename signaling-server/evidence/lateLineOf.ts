import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Schema } from '../persistence/schema';
import { parseJournalLine } from '../recorder/journalLine';

/**
 * For a segment whose journal does not hold the hash of every byte (it is older than sealing, or its journal was lost):
 * a line of our own with the hash of its file as it is now, which says that it is late. Null where none is needed.
 */
export async function lateLineOf(
  { id, bytes }: Pick<Schema['segments'], 'id' | 'bytes'>,
  lines: readonly string[],
  file: string,
): Promise<string | null> {
  let hashed = 0;
  for (const text of lines) {
    const line = parseJournalLine(text);
    if (line?.type === 'segment-opened' && line.digest) hashed += line.initBytes;
    if (line?.type === 'fragment' && line.digest) hashed += line.bytes;
  }
  if (hashed >= bytes) return null;
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  let read = 0;
  try {
    for await (const chunk of createReadStream(file, { end: Math.max(0, bytes - 1) }) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      sm3.update(chunk);
      read += chunk.length;
    }
  } catch {
    // A file that is gone is sealed as gone: nothing of it was read.
    return JSON.stringify({ type: 'file-missing', segmentId: id });
  }
  const digest = { sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
  return JSON.stringify({ type: 'hashed-late', segmentId: id, bytes: read, digest });
}
