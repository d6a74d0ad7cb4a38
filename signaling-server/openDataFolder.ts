import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { ConfigError } from './config';
import { FolderLock } from './persistence/FolderLock';

/** Makes the data folder and takes it for this process. Throws a ConfigError where it cannot be written or is taken. */
export async function openDataFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new ConfigError(
      `DATA_DIR is "${folder}", which cannot be written; allowed is a folder that this user can write.`,
    );
  }
  const lock = await FolderLock.create(folder);
  if (lock === null) {
    throw new ConfigError(
      `DATA_DIR is "${folder}", which another server has open; allowed is a folder of this server's own.`,
    );
  }
  return lock;
}
