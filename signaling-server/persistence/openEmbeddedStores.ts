import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { createClusters } from './createClusters';
import { CLUSTER_NAME, EmbeddedDatabase } from './EmbeddedDatabase';

const storeNames = ['database', 'positions'] as const;
type StoreName = (typeof storeNames)[number];

/** The embedded databases behind the two stores. Nobody waits for positions, so theirs is opened second. */
export interface EmbeddedStores {
  readonly main: EmbeddedDatabase;
  readonly positions: Promise<EmbeddedDatabase>;
  /** Opens that of positions now, however long it was to wait. */
  openPositions(): void;
}

/** Where their clusters are in a data folder. */
export function clusterFolders(dataFolder: string): string[] {
  return storeNames.map((name) => join(dataFolder, name, CLUSTER_NAME));
}

/** Opens both in threads of their own, and makes them first where they are not there. Answers once the first is open. */
export async function openEmbeddedStores({
  dataFolder,
  thread,
  positionsAfterMs = 0,
  onDied,
}: {
  dataFolder: string;
  /** One that was started early, for the first of them. */
  thread?: Worker | undefined;
  /** How long that of positions leaves the processor to everybody who comes back after a restart. */
  positionsAfterMs?: number;
  /** A thread has ended without being asked to: the server cannot go on. */
  onDied: (error: Error) => void;
}): Promise<EmbeddedStores> {
  await createClusters(clusterFolders(dataFolder));
  const open = (name: StoreName, worker?: Worker): Promise<EmbeddedDatabase> =>
    EmbeddedDatabase.create({ folder: join(dataFolder, name), worker, onDied });
  const main = await open('database', thread);
  const hurry = new AbortController();
  const positions = delay(positionsAfterMs, undefined, { signal: hurry.signal })
    .catch(() => undefined)
    .then(async () => await open('positions'));
  // Who asks for a position is told why there is none; until then that must not end the process.
  positions.catch(() => undefined);
  return { main, positions, openPositions: () => hurry.abort() };
}
