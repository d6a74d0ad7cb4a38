import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { ConfigError } from '../config';
import { Checkpoints } from './Checkpoints';
import type { EmbeddedDatabase } from './EmbeddedDatabase';
import type { EmbeddedStores } from './openEmbeddedStores';
import { migrate } from './migrate';
import { mainMigrations } from './migrations/main';
import { positionMigrations } from './migrations/positions';
import { openPool } from './openPool';
import type { PositionSchema, Schema } from './schema';

const POOL_SIZE = 10;
const POSITION_POOL_SIZE = 2;
const CONNECT_LIMIT_MS = 5_000;
const OLDEST_POSTGRESQL = 150_000;

export interface DatabaseOptions {
  /** A PostgreSQL of the site, or the embedded databases, which may still be opening. */
  source: { url: string } | { embedded: Promise<EmbeddedStores> };
  log: Logger;
}

/** The sentence that says why a database named by DATABASE_URL cannot be used. */
class DatabaseRefused extends ConfigError {}

/** The two stores: everything, and positions, which have their own so that a burst of them never delays an order. */
export class Databases {
  private constructor(
    readonly main: Kysely<Schema>,
    readonly positions: Kysely<PositionSchema>,
    private readonly embedded: EmbeddedStores | null,
    private readonly checkpoints: Checkpoints | null,
  ) {}

  /**
   * Opens both and brings them to the newest schema. The embedded store of positions may still be opening afterwards:
   * what is asked of it waits for that.
   */
  static async create(options: DatabaseOptions): Promise<Databases> {
    const { source, log } = options;
    const databases =
      'url' in source
        ? await Databases.#openServer(source.url, log)
        : Databases.#openEmbedded(await source.embedded, log);
    try {
      await migrate(databases.main, mainMigrations, 'migrations');
      if ('url' in source) await migratePositions(databases.positions);
    } catch (error) {
      await databases.close();
      throw error;
    }
    return databases;
  }

  static #openEmbedded(embedded: EmbeddedStores, log: Logger): Databases {
    const poolOf = ({ host }: EmbeddedDatabase): PoolConfig => ({
      host,
      user: 'postgres',
      database: 'postgres',
      max: 1,
    });
    const main = connect<Schema>(poolOf(embedded.main), log);
    const positions = speak<PositionSchema>(async () => {
      const pool = openLoggedPool(poolOf(await embedded.positions), log);
      try {
        await migratePositions(speak(pool));
      } catch (error) {
        await pool.end();
        throw error;
      }
      return pool;
    });
    const checkpoints = Checkpoints.create({ stores: [main, positions], log });
    return new Databases(main, positions, embedded, checkpoints);
  }

  static async #openServer(url: string, log: Logger): Promise<Databases> {
    const pool = { connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS };
    const main = connect<Schema>({ ...pool, max: POOL_SIZE }, log);
    try {
      const answer = await sql<{ serverVersionNum: string }>`show server_version_num`.execute(main);
      if (Number(answer.rows[0]?.serverVersionNum) < OLDEST_POSTGRESQL) {
        throw new DatabaseRefused('DATABASE_URL names a PostgreSQL older than 15; 15 or newer is allowed.');
      }
      await sql`create schema if not exists positions`.execute(main);
    } catch (error) {
      await main.destroy();
      if (error instanceof DatabaseRefused) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseRefused(
        `DATABASE_URL names ${withoutPassword(url)}, which cannot be used (${reason}); a reachable PostgreSQL of version 15 or newer is allowed.`,
      );
    }
    const positions = connect<PositionSchema>(
      { ...pool, max: POSITION_POOL_SIZE, options: '-c search_path=positions' },
      log,
    );
    return new Databases(main, positions, null, null);
  }

  /** True while the store of everything answers. */
  async answers(): Promise<boolean> {
    return await sql`select 1`.execute(this.main).then(
      () => true,
      () => false,
    );
  }

  /** Opens the store of positions now, where it was to wait: what is in its queue would wait as long at a stop. */
  openPositions(): void {
    this.embedded?.openPositions();
  }

  async close(): Promise<void> {
    this.openPositions();
    this.checkpoints?.close();
    await Promise.allSettled([this.main.destroy(), this.positions.destroy()]);
    await Promise.allSettled([this.embedded?.main.close(), this.embedded?.positions.then((store) => store.close())]);
  }
}

/** A pool of clients as Kysely speaks to it; its lost connections are logged. */
export function connect<Tables>(config: PoolConfig, log: Logger): Kysely<Tables> {
  return speak(openLoggedPool(config, log));
}

function openLoggedPool(config: PoolConfig, log: Logger): Pool {
  return openPool(config, (error) => log.warn({ error: error.message }, 'a database connection was lost'));
}

function speak<Tables>(pool: Pool | (() => Promise<Pool>)): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

async function migratePositions(positions: Kysely<PositionSchema>): Promise<void> {
  await migrate(positions, positionMigrations, 'position_migrations');
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':***@');
}
