import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { clusterFolders } from './database';
import { copyCluster, createClusters } from './createClusters';

/**
 * For tests: a data folder with both embedded databases still empty, copied from one that is kept from run to run,
 * since making one takes longer than most tests.
 */
export async function emptyDataFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const template = join(
    tmpdir(),
    `zhiqin-empty-cluster-${process.getuid?.() ?? 0}-${manifest.dependencies['@electric-sql/pglite']}`,
  );
  await createClusters([template]);
  const path = await mkdtemp(join(tmpdir(), 'zhiqin-test-'));
  for (const folder of clusterFolders(path)) await copyCluster(template, folder);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
