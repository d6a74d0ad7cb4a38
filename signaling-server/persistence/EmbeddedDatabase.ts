import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { socketFolder } from '../socketFolder';

/** The `pg` client looks for this name in the folder that it is given as host. */
const SOCKET_NAME = '.s.PGSQL.5432';
/** The cluster's folder inside the database's own. */
export const CLUSTER_NAME = 'pgdata';
const CLOSE_LIMIT_MS = 2_000;

/**
 * PostgreSQL in WebAssembly, in a worker thread, reached over a unix socket. Every committed row survives the death of
 * any process, not a power cut. It is one connection underneath, so its pool must hold one client.
 */
export class EmbeddedDatabase {
  #closing: Promise<void> | null = null;

  private constructor(
    private readonly worker: Worker,
    /** What `pg` takes as `host`. */
    readonly host: string,
  ) {}

  /** A thread that reads PostgreSQL and waits for a folder to open; whoever starts one early waits less for `create`. */
  static startThread(): Worker {
    return new Worker(new URL('./embeddedDatabase.mjs', import.meta.url), { execArgv: [] });
  }

  /** Opens the database in a folder in which `createClusters` has made one, and which no other process may have open. */
  static async create({
    folder,
    worker = EmbeddedDatabase.startThread(),
    onDied,
  }: {
    folder: string;
    worker?: Worker | undefined;
    onDied: (error: Error) => void;
  }): Promise<EmbeddedDatabase> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const host = await databaseHost(folder);
    const socketPath = join(host, SOCKET_NAME);
    await rm(socketPath, { force: true });
    worker.postMessage({ folder: join(folder, CLUSTER_NAME), socketPath });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    const database = new EmbeddedDatabase(worker, host);
    worker.on('error', onDied);
    worker.on('exit', () => {
      if (database.#closing === null) onDied(new Error('the thread of the embedded database ended'));
    });
    return database;
  }

  /** Closes the files and ends the thread, by force after 2 s: nothing that was committed is lost either way. */
  async close(): Promise<void> {
    this.#closing ??= new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
      this.worker.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      this.worker.postMessage('close');
    }).then(async () => {
      await this.worker.terminate();
    });
    await this.#closing;
  }
}

/** What `pg` takes as `host` for the embedded database of a folder, whichever process has it open. */
export async function databaseHost(folder: string): Promise<string> {
  return await socketFolder(folder, SOCKET_NAME);
}
