import { ConfigError, readConfig } from './config';
import { createLog } from './createLog';
import { openDataFolder } from './openDataFolder';
import { EmbeddedDatabase } from './persistence/EmbeddedDatabase';
import { openEmbeddedStores } from './persistence/openEmbeddedStores';
import { STANDBY_ARGUMENT, standBy } from './standBy';
import type { RunningServer } from './startServer';

/** Systemd and our own supervisor kill after 5 s; a busy machine takes some of that for the end itself. */
const STOP_LIMIT_MS = 4_000;

/** By then everybody is back after a restart. */
const POSITIONS_AFTER_MS = 3_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const die = (error: Error): void => {
    log.fatal({ err: error }, 'the server cannot go on');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', (reason) => die(reason instanceof Error ? reason : new Error(String(reason))));
  if (process.getuid?.() === 0 && !config.demo) log.warn('the server runs as root; an ordinary user is enough for it');

  let server: RunningServer | null = null;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('stopping');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    // While it is still starting nobody has been served, and the data stands a sudden end.
    await server?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

  const { dataFolder, databaseUrl } = config;
  const thread = databaseUrl === null ? EmbeddedDatabase.startThread() : undefined;
  if (process.argv.includes(STANDBY_ARGUMENT)) {
    await import('./startServer');
    await standBy();
  }
  const lock = await openDataFolder(dataFolder);
  const source =
    databaseUrl === null
      ? { embedded: openEmbeddedStores({ dataFolder, thread, positionsAfterMs: POSITIONS_AFTER_MS, onDied: die }) }
      : { url: databaseUrl };
  // Whoever waits for it is told why it did not open; until then that must not end the process.
  if ('embedded' in source) source.embedded.catch(() => undefined);
  // The embedded database opens in threads of its own while the rest of the program is read.
  const { startServer } = await import('./startServer');
  server = await startServer(config, { lock, source, log });
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(ConfigError.exitCode);
  }
  console.error(error);
  process.exit(1);
});
