// The embedded PostgreSQL runs in a thread of its own, so that a long query never delays signalling. Plain JavaScript,
// because a worker thread starts without the TypeScript loader.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { folder, socketPath } = workerData;
const database = await PGlite.create({ dataDir: folder, relaxedDurability: false });
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 8 });
await server.start();

parentPort.on('message', async (message) => {
  if (message !== 'close') return;
  await server.stop();
  await database.close();
  parentPort.postMessage('closed');
  parentPort.close();
});
parentPort.postMessage('ready');
