import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { socketFolder } from '../socketFolder';

const SOCKET_NAME = 'server.lock';

/**
 * Holds a folder for this process by listening on a unix socket in it. The kernel lets go of it however the process
 * dies, so that a left-over file is no lock.
 */
export class FolderLock {
  private constructor(private readonly server: Server) {}

  /** Null where another living process holds the folder. */
  static async create(folder: string): Promise<FolderLock | null> {
    const path = join(await socketFolder(folder, SOCKET_NAME), SOCKET_NAME);
    const first = await listen(path);
    if (first !== null) return new FolderLock(first);
    if (await isAlive(path)) return null;
    await rm(path, { force: true });
    const second = await listen(path);
    return second === null ? null : new FolderLock(second);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
