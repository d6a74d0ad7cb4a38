import { ConfigError } from '../config';
import type { CentreKey } from './CentreKey';
import { HeadFiles } from './HeadFiles';

/** Opens the folder of signed heads. Throws a ConfigError where it cannot be used. */
export async function openHeadFiles(folder: string, key: CentreKey): Promise<HeadFiles> {
  try {
    return await HeadFiles.create(folder, key);
  } catch (error) {
    throw new ConfigError(
      `AUDIT_HEADS_DIR is "${folder}", which cannot be used (${error instanceof Error ? error.message : String(error)}); allowed is a folder that this user can write.`,
    );
  }
}
