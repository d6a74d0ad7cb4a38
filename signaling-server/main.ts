import { ConfigError, readConfig } from './config';
import { createLog } from './createLog';
import { SeedError } from './people/seed';
import { DatabaseRefused } from './persistence/database';
import { startServer, type RunningServer } from './startServer';

/** Systemd and our own supervisor kill what has not stopped by then. */
const STOP_LIMIT_MS = 4_500;

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
  server = await startServer(config, { log, onFatal: die });
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError || error instanceof SeedError || error instanceof DatabaseRefused) {
    process.stderr.write(`${error.message}\n`);
    process.exit(ConfigError.exitCode);
  }
  console.error(error);
  process.exit(1);
});
