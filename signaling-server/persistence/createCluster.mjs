// Makes an empty cluster of the embedded database in a folder, in a thread of its own: it takes seconds of computing.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create({ dataDir: workerData.folder });
await database.close();
parentPort.postMessage('made');
