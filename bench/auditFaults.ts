import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { readHeads } from '../signaling-server/audit/HeadFiles';
import { KeyChain } from '../signaling-server/audit/KeyChain';
import { verifyChain } from '../signaling-server/audit/verifyChain';
import { readConfig } from '../signaling-server/config';
import { openRecord } from '../signaling-server/persistence/openRecord';

/** Rows are sealed within a second of their writing. */
const SEALED_MS = 1_500;

/** How much is wrong with the record of a centre that runs; as `npm run verify-audit` finds it. */
export async function auditFaults(dataFolder: string): Promise<number> {
  await delay(SEALED_MS);
  const config = readConfig({ DATA_DIR: dataFolder });
  const keys = await KeyChain.read(config.keyFile);
  const record = await openRecord(config, pino({ level: 'silent' }));
  try {
    const heads = await readHeads(config.auditHeadsFolder);
    const { faults } = await verifyChain(record.database, heads, keys, Date.now());
    return faults.length;
  } finally {
    await record.close();
  }
}
