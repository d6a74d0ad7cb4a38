import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file anew, with the folders above it; on the disk when it resolves, so that its source may be let go. */
export async function writeFlushed(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
