import { access } from 'node:fs/promises';
import { pino } from 'pino';
import { Audit } from '../audit/Audit';
import { ConfigError, readConfig } from '../config';
import { openDataFolder } from '../openDataFolder';
import { Databases } from '../persistence/database';
import { openEmbeddedStores } from '../persistence/openEmbeddedStores';
import { reindex } from './reindex';

/**
 * `npm run reindex`: rebuilds the index of what is recorded from the disk alone, with the server stopped. Everything is
 * held from deletion until somebody releases it. Ends with 0, or 78 where it cannot be done.
 */
async function main(): Promise<number> {
  const { dataFolder, databaseUrl, recordingVolumes } = readConfig(process.env);
  for (const volume of recordingVolumes) {
    await access(volume).catch(() => {
      throw new ConfigError(`RECORDINGS_DIR is "${volume}", which is not there; allowed is the recorder's volume.`);
    });
  }
  const lock = await openDataFolder(dataFolder);
  const log = pino({ level: 'silent' });
  const onDied = (error: Error): void => {
    throw error;
  };
  const source = databaseUrl === null ? { embedded: openEmbeddedStores({ dataFolder, onDied }) } : { url: databaseUrl };
  const databases = await Databases.create({ source, log });
  try {
    const clock = Date.now;
    const audit = new Audit(clock);
    const done = await reindex({ database: databases.main, volumes: recordingVolumes, audit, clock });
    console.log(`日志 · journals: ${done.journals}，片段 · segments: ${done.segments}，缺口 · gaps: ${done.gaps}`);
    if (done.withoutJournal > 0)
      console.log(`无日志、按文件本身收录 · taken in without a journal: ${done.withoutJournal}`);
    for (const path of done.missing) console.log(`文件缺失 · file is missing: ${path}`);
    console.log('全部录像已冻结，直到有人解除 · everything is held from deletion until somebody releases it');
    return 0;
  } finally {
    await databases.close();
    await lock.close();
  }
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(ConfigError.exitCode);
  },
);
