import { createHash } from 'node:crypto';
import type { Schema } from '../persistence/schema';
import { parseJournalLine } from '../recorder/journalLine';
import type { RecordedFileSource } from '../recording/RecordedFiles';

/**
 * For a segment whose journal does not hold the hash of every byte (it is older than sealing, or its journal was lost):
 * a line of our own with the hash of its file as it is now, which says that it is late. Null where none is needed.
 */
export async function lateLineOf(
  { id, path, bytes }: Pick<Schema['segments'], 'id' | 'path' | 'bytes'>,
  lines: readonly string[],
  files: RecordedFileSource,
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
  // A file that is gone, or that its disk gives back no more, is sealed as gone: nothing of it was read.
  const missing = JSON.stringify({ type: 'file-missing', segmentId: id });
  const file = await files.open(path);
  if (!file) return missing;
  try {
    for await (const chunk of file.stream(0, Math.max(0, bytes - 1)) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      sm3.update(chunk);
      read += chunk.length;
    }
  } catch {
    return missing;
  }
  const digest = { sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
  return JSON.stringify({ type: 'hashed-late', segmentId: id, bytes: read, digest });
}
