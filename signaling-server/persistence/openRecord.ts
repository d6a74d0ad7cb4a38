import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { connect } from './database';
import { databaseHost, EmbeddedDatabase } from './EmbeddedDatabase';
import { FolderLock } from './FolderLock';
import type { Schema } from './schema';

/**
 * The store of everything as another program of the centre reads it, with the server running or not: an embedded
 * database is asked through the server that has it open, or opened here while none has. Nothing is migrated.
 */
export async function openRecord(
  { databaseUrl, dataFolder }: Pick<Config, 'databaseUrl' | 'dataFolder'>,
  log: Logger,
): Promise<{ database: Kysely<Schema>; close: () => Promise<void> }> {
  if (databaseUrl !== null) {
    const database = connect<Schema>({ connectionString: databaseUrl, max: 1 }, log);
    return { database, close: () => database.destroy() };
  }
  const folder = join(dataFolder, 'database');
  const lock = await FolderLock.create(dataFolder);
  const embedded = lock === null ? null : await EmbeddedDatabase.create({ folder, onDied: () => process.exit(1) });
  const host = embedded?.host ?? (await databaseHost(folder));
  const database = connect<Schema>({ host, user: 'postgres', database: 'postgres', max: 1 }, log);
  const close = async (): Promise<void> => {
    await database.destroy();
    await embedded?.close();
    await lock?.close();
  };
  return { database, close };
}
