import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The kernel's limit for the address of a unix socket is 108 bytes with its closing zero. */
const SOCKET_PATH_LIMIT_BYTES = 107;
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
    readonly socketFolder: string,
  ) {}

  /** Opens the database in a folder in which `createClusters` has made one, and which no other process may have open. */
  static async create({
    folder,
    onDied,
  }: {
    folder: string;
    onDied: (error: Error) => void;
  }): Promise<EmbeddedDatabase> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const socketFolder = shortFolderFor(folder);
    await mkdir(socketFolder, { recursive: true, mode: 0o700 });
    const socketPath = join(socketFolder, SOCKET_NAME);
    await rm(socketPath, { force: true });
    const worker = new Worker(new URL('./embeddedDatabase.mjs', import.meta.url), {
      workerData: { folder: join(folder, CLUSTER_NAME), socketPath },
      execArgv: [],
    });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    const database = new EmbeddedDatabase(worker, socketFolder);
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

/** A folder for the socket whose path the kernel accepts: beside the data, or a private one for temporary files. */
function shortFolderFor(folder: string): string {
  if (Buffer.byteLength(join(folder, SOCKET_NAME)) <= SOCKET_PATH_LIMIT_BYTES) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(tmpdir(), `zhiqin-${process.getuid?.() ?? 0}`, name);
}

/** A path for a unix socket of the given folder and name, short enough for the kernel. */
export function socketPathIn(folder: string, name: string): string {
  const path = join(folder, name);
  return Buffer.byteLength(path) <= SOCKET_PATH_LIMIT_BYTES
    ? path
    : join(dirname(shortFolderFor(path)), `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}
