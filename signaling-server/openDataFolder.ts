import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from './config';
import { FolderLock } from './persistence/FolderLock';

/** Makes the data folder and takes it for this process. Throws a ConfigError where it cannot be written or is taken. */
export async function openDataFolder(folder: string): Promise<FolderLock> {
  let lock: FolderLock | null;
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    lock = await FolderLock.create(folder);
  } catch {
    throw new ConfigError(
      `DATA_DIR is "${folder}", which cannot be written; allowed is a folder that this user can write.`,
    );
  }
  if (lock === null) {
    throw new ConfigError(
      `DATA_DIR is "${folder}", which another server has open; allowed is a folder of this server's own.`,
    );
  }
  return lock;
}

/** Makes a folder and those above it. Node's own recursive way never ends where the kernel denies that a parent exists. */
async function makeFolder(folder: string): Promise<void> {
  const make = async (): Promise<void> => {
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  };
  try {
    await make();
  } catch (error) {
    const parent = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await make();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
