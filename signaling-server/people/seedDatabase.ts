import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { ConfigError, type Config } from '../config';
import type { Schema } from '../persistence/schema';
import { AccountsTable } from './AccountsTable';
import { makeFirstAdministrator } from './firstAdministrator';
import { readSeed, type Seed } from './seed';
import { loadSeed } from './SeedLoader';

export interface SeedDatabaseDependencies {
  database: Kysely<Schema>;
  config: Pick<Config, 'demo' | 'dataFolder' | 'seedFile'>;
  clock: () => number;
  /** What the demo brings where no other file is named. */
  demoSeed: () => Promise<Seed>;
  tellPerson: ((line: string) => void) | null;
}

/**
 * Brings places, people and vehicles into the database, and sees to it that demo accounts, whose secrets are public,
 * stay in the demo. Throws a ConfigError or SeedError. The answer is the file with the first one-time password, if any.
 */
export async function seedDatabase(deps: SeedDatabaseDependencies): Promise<string | null> {
  const { database, config, clock, demoSeed, tellPerson } = deps;
  const { demo, dataFolder } = config;
  if (!demo && (await new AccountsTable(database).hasDemoAccounts())) {
    throw new ConfigError(
      `DATA_DIR is "${dataFolder}", which holds demo accounts; allowed without DEMO=1 is a folder without them.`,
    );
  }
  const path = config.seedFile ?? (await fileThere(join(dataFolder, 'seed.json')));
  const seed = path === null ? (demo ? await demoSeed() : null) : await readSeed(path);
  if (seed !== null && seed.demo && !demo) {
    throw new ConfigError(
      `SEED_FILE is "${path}", which is for the demo; allowed without DEMO=1 is a file of your own without "demo".`,
    );
  }
  if (seed !== null) await loadSeed(database, { ...seed, demo });
  return demo ? null : await makeFirstAdministrator({ database, dataFolder, clock, tellPerson });
}

async function fileThere(path: string): Promise<string | null> {
  return await access(path).then(
    () => path,
    () => null,
  );
}
