import { pino } from 'pino';
import { Databases } from './database';
import { putEmptyClusters } from './emptyDataFolder';
import { openEmbeddedStores } from './openEmbeddedStores';

/** For tests: both stores, embedded and empty but for their schema, in a folder that the test removes when it is done. */
export async function openEmptyDatabases(dataFolder: string): Promise<Databases> {
  await putEmptyClusters(dataFolder);
  const embedded = openEmbeddedStores({ dataFolder, onDied: () => undefined });
  return await Databases.create({ source: { embedded }, log: pino({ level: 'silent' }) });
}
