import { Migrator, sql, type Kysely, type Migration } from 'kysely';

/** Brings a database to the newest schema; each migration is a transaction. `table` is where it is kept how far it is. */
export async function migrate<Tables>(
  database: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>>,
  table: string,
): Promise<void> {
  // The migrator looks through the whole catalogue before it sees that there is nothing to do, and everybody waits.
  if (await isNewest(database, Object.keys(migrations), table)) return;
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
}

/** False too where the answer cannot be had, as in an empty database. */
async function isNewest<Tables>(database: Kysely<Tables>, names: readonly string[], table: string): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(database);
    return (
      rows
        .map(({ name }) => name)
        .sort()
        .join() === [...names].sort().join()
    );
  } catch {
    return false;
  }
}
