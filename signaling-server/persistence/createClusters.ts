import { cp, access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Makes an empty cluster of the embedded database in each of the folders that has none. It is made once, since that
 * takes seconds of computing, and copied; and beside its place, so that a death in between leaves no half of one.
 */
export async function createClusters(folders: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const folder of folders) if (!(await isCluster(folder))) missing.push(folder);
  const [first] = missing;
  if (first === undefined) return;
  const made = `${first}.${process.pid}.new`;
  await rm(made, { recursive: true, force: true });
  await mkdir(dirname(made), { recursive: true, mode: 0o700 });
  await makeCluster(made);
  for (const folder of missing.slice(1)) await copyCluster(made, folder);
  await takePlace(made, first);
}

/** Copies a cluster that nobody has open. */
export async function copyCluster(from: string, to: string): Promise<void> {
  const made = `${to}.${process.pid}.new`;
  await rm(made, { recursive: true, force: true });
  await mkdir(dirname(made), { recursive: true, mode: 0o700 });
  await cp(from, made, { recursive: true });
  await takePlace(made, to);
}

async function takePlace(made: string, place: string): Promise<void> {
  if (await isCluster(place)) {
    // Another process was quicker; its cluster is as empty as this one.
    await rm(made, { recursive: true, force: true });
    return;
  }
  await rm(place, { recursive: true, force: true });
  await rename(made, place);
}

async function isCluster(folder: string): Promise<boolean> {
  return await access(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

async function makeCluster(folder: string): Promise<void> {
  const worker = new Worker(new URL('./createCluster.mjs', import.meta.url), { workerData: { folder }, execArgv: [] });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  await worker.terminate();
}
