import { join } from 'node:path';
import { createClusters } from './createClusters';
import { CLUSTER_NAME, EmbeddedDatabase } from './EmbeddedDatabase';

const storeNames = ['database', 'positions'] as const;

/** The embedded databases behind the two stores. */
export interface EmbeddedStores {
  readonly main: EmbeddedDatabase;
  readonly positions: EmbeddedDatabase;
}

/** Where their clusters are in a data folder. */
export function clusterFolders(dataFolder: string): string[] {
  return storeNames.map((name) => join(dataFolder, name, CLUSTER_NAME));
}

/** Opens both in threads of their own, and makes them first where they are not there. */
export async function openEmbeddedStores({
  dataFolder,
  onDied,
}: {
  dataFolder: string;
  /** A thread has ended without being asked to: the server cannot go on. */
  onDied: (error: Error) => void;
}): Promise<EmbeddedStores> {
  await createClusters(clusterFolders(dataFolder));
  const [main, positions] = await Promise.all(
    storeNames.map((name) => EmbeddedDatabase.create({ folder: join(dataFolder, name), onDied })),
  );
  if (main === undefined || positions === undefined) throw new Error('an embedded database was not opened');
  return { main, positions };
}
