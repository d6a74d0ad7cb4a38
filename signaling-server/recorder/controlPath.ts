import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The kernel keeps 108 bytes for a unix socket's path, the closing zero included. */
const LONGEST_SOCKET_PATH_BYTES = 107;

/**
 * Where server and recorder of one data folder meet. Both compute it alone; a folder whose path is too long for a
 * unix socket gets a name made of its hash under the system's folder for temporary files.
 */
export function controlPath(dataDirectory: string): string {
  const path = join(resolve(dataDirectory), 'recorder.sock');
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES) return path;
  const name = createHash('sha256').update(resolve(dataDirectory)).digest('hex').slice(0, 24);
  return join(tmpdir(), `zhiqin-recorder-${name}.sock`);
}
