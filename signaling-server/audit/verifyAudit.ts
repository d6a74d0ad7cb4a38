import { pino } from 'pino';
import type { AuditFault } from '@protocol';
import { ConfigError, readConfig } from '../config';
import { openRecord } from '../persistence/openRecord';
import { readHeads } from './HeadFiles';
import { KeyChain } from './KeyChain';
import { verifyChain } from './verifyChain';

const words: Readonly<Record<AuditFault['what'], string>> = {
  changed: '已被改动 · was changed',
  missing: '缺失 · is missing',
  moved: '被移动 · was moved',
  inserted: '系插入 · was inserted',
  'cut-off': '起被截去 · and all after it were cut off',
  'forged-head': '处的签名不是本中心的 · has a signature that is not the centre’s',
};

/**
 * `npm run verify-audit`: checks the record of who did what, with the server running or not. Ends with 0 where it is
 * whole, 1 where it is not, 78 where it cannot be read.
 */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  const keys = await readKeys(config.keyFile);
  const heads = await readHeads(config.auditHeadsFolder);
  const record = await openRecord(config, pino({ level: 'silent' }));
  try {
    const check = await verifyChain(record.database, heads, keys, Date.now());
    for (const fingerprint of keys.fingerprints) console.log(`公钥指纹 · key fingerprint: ${fingerprint}`);
    console.log(
      `已封存 · sealed: ${check.sealedRows}，待封存 · not yet: ${check.unsealedRows}，签名 · heads: ${heads.length}`,
    );
    for (const { what, position, number } of check.faults) {
      const row = number === null ? '' : `（记录 · row ${number}）`;
      console.log(`第 ${position} 位 · position ${position}${row} ${words[what]}`);
    }
    if (check.faults.length === 0) console.log('审计记录完整，未被改动 · the record is whole and unchanged');
    return check.faults.length === 0 ? 0 : 1;
  } finally {
    await record.close();
  }
}

async function readKeys(keyFile: string): Promise<KeyChain> {
  try {
    return await KeyChain.read(keyFile);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `KEY_FILE is "${keyFile}", whose chain of keys cannot be read (${why}); allowed is the key of the server's data.`,
    );
  }
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(ConfigError.exitCode);
  },
);
