import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { copyCluster, createClusters } from './createClusters';
import { clusterFolders } from './openEmbeddedStores';

/** For tests: a data folder of their own, with both embedded databases still empty. */
export async function emptyDataFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'zhiqin-test-'));
  await putEmptyClusters(path);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Puts both databases into a data folder, empty, copied from one that is kept from run to run, since making one takes
 * longer than most tests.
 */
export async function putEmptyClusters(dataFolder: string): Promise<void> {
  const version = manifest.dependencies['@electric-sql/pglite'];
  const kept = join(tmpdir(), `zhiqin-empty-cluster-${process.getuid?.() ?? 0}-${version}`);
  await createClusters([kept]);
  for (const folder of clusterFolders(dataFolder)) await copyCluster(kept, folder);
}
