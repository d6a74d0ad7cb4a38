import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The kernel's limit for the address of a unix socket is 108 bytes with its closing zero. */
const SOCKET_PATH_LIMIT_BYTES = 107;

/**
 * Where a unix socket that belongs to a folder is put: in the folder itself, or, where its path is too long for the
 * kernel, in a private folder for temporary files that is always the same for it. Throws where somebody else owns that.
 */
export async function socketFolder(folder: string, socketName: string): Promise<string> {
  if (Buffer.byteLength(join(folder, socketName)) <= SOCKET_PATH_LIMIT_BYTES) return folder;
  const userId = process.getuid?.() ?? 0;
  const ours = join(tmpdir(), `zhiqin-${userId}`);
  await mkdir(ours, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(ours);
  if (uid !== userId || (mode & 0o077) !== 0) throw new Error(`${ours} is not private to this user`);
  const place = join(ours, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
}
