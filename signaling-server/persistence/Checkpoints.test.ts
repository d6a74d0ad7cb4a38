import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Checkpoints } from './Checkpoints';
import type { Databases } from './database';
import { emptyDataFolder } from './emptyDataFolder';
import { openEmptyDatabases } from './openEmptyDatabases';

const START_LIMIT_MS = 180_000;

describe('checkpoints of the embedded database', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  }, START_LIMIT_MS);

  /** Bytes of log that the start after a crash would have to read again. */
  const behind = async (): Promise<number> => {
    const { rows } = await sql<{
      behind: string;
    }>`select pg_current_wal_lsn() - redo_lsn as behind from pg_control_checkpoint()`.execute(databases.main);
    return Number(rows[0]?.behind);
  };

  it('leave the start after a crash little to read again', async () => {
    await sql`create table written as select generate_series(1, 20000) as number`.execute(databases.main);
    const before = await behind();
    const checkpoints = Checkpoints.create({
      stores: [databases.main, databases.positions],
      log: pino({ level: 'silent' }),
      everyMs: 20,
    });
    await vi.waitFor(async () => expect(await behind()).toBeLessThan(before / 10), { timeout: START_LIMIT_MS });
    checkpoints.close();
  });
});
