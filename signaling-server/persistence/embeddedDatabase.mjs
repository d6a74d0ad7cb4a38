// The embedded PostgreSQL runs in a thread of its own, so that a long query never delays signalling. Plain JavaScript,
// because a worker thread starts without the TypeScript loader.
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

// A start uses little of a large program: what is not called is not checked, and what is not called very often is not
// made faster. To do so takes a second of a core, just when everybody is waiting to be let in again.
setFlagsFromString('--wasm-lazy-validation');
setFlagsFromString('--wasm-tiering-budget=200000000');
// Where this process only stands by, there is time for what a start would wait for.
const pgliteWasmModule = await WebAssembly.compile(
  await readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'))),
);
// The thread may have been started before anybody knew whether its folder is to be had.
const { folder, socketPath } = await new Promise((resolve) => parentPort.once('message', resolve));

class SpokenTo extends PGlite {
  /** Asked for at each start, and of use only to who asks through the library instead of the socket. */
  async _initArrayTypes() {
    // Nothing is read.
  }
}

const database = new SpokenTo({ dataDir: folder, pgliteWasmModule, relaxedDurability: false });
await database.waitReady;
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
