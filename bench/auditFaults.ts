import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { readHeads } from '../signaling-server/audit/HeadFiles';
import { verifyChain } from '../signaling-server/audit/verifyChain';
import { readConfig } from '../signaling-server/config';
import { openRecord } from '../signaling-server/persistence/openRecord';

/** Rows are sealed within a second of their writing. */
const SEALED_MS = 1_500;

/** How much is wrong with the record of a centre that runs; as `npm run verify-audit` finds it. */
export async function auditFaults(dataFolder: string): Promise<number> {
  await delay(SEALED_MS);
  const config = readConfig({ DATA_DIR: dataFolder });
  const publicKey = createPublicKey(await readFile(`${config.keyFile}.public`));
  const record = await openRecord(config, pino({ level: 'silent' }));
  try {
    const heads = await readHeads(config.auditHeadsFolder);
    const { faults } = await verifyChain(record.database, heads, publicKey, Date.now());
    return faults.length;
  } finally {
    await record.close();
  }
}
