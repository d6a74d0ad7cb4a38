import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditFault } from '@protocol';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Audit } from './Audit';
import { linkOf, type ChainEnd, type Seal } from './auditChain';
import { AuditSealer } from './AuditSealer';
import { AuditSealsTable } from './AuditSealsTable';
import { CentreKey } from './CentreKey';
import { HeadFiles, readHeads } from './HeadFiles';
import { verifyChain } from './verifyChain';

const log = pino({ level: 'silent' });
let folder: string;
let databases: Databases;
let now = 1_000_000;
const audit = new Audit(() => (now += 10));

/** One fresh record of ten sealed rows about two orders, its key and its heads. */
interface Record {
  readonly key: CentreKey;
  readonly headsFolder: string;
}
let record: Record;
let records = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiqin-audit-'));
  databases = await openEmptyDatabases(folder);
});
afterAll(async () => {
  await databases.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await unguarded(sql`truncate audit, audit_seals restart identity`);
  record = await tenRows();
});

async function tenRows(): Promise<Record> {
  records += 1;
  const key = await CentreKey.create(join(folder, `keys-${records}`, 'centre-key.pem'));
  const headsFolder = join(folder, `heads-${records}`);
  for (let row = 0; row < 5; row += 1) await write(`order-${row % 2}`);
  await sealAll({ key, headsFolder });
  for (let row = 5; row < 10; row += 1) await write(`order-${row % 2}`);
  await sealAll({ key, headsFolder });
  return { key, headsFolder };
}

async function write(orderId: string): Promise<void> {
  await audit.write(databases.main, { caller: null, action: 'orders.send', subject: { kind: 'order', id: orderId } });
}

async function sealAll({ key, headsFolder }: Record): Promise<void> {
  const heads = await HeadFiles.create(headsFolder, key);
  const sealer = AuditSealer.create({ database: databases.main, heads, log, clock: () => now });
  await sealer.close();
}

/** Does what a person with every right on the database can do. */
async function unguarded(...statements: ReturnType<typeof sql>[]): Promise<void> {
  const guard = (state: 'disable' | 'enable') =>
    ['audit', 'audit_seals'].map((table) => sql`alter table ${sql.table(table)} ${sql.raw(state)} trigger user`);
  for (const statement of [...guard('disable'), ...statements, ...guard('enable')]) {
    await statement.execute(databases.main);
  }
}

async function faults(at = now): Promise<readonly AuditFault[]> {
  const heads = await readHeads(record.headsFolder);
  return (await verifyChain(databases.main, heads, record.key.chain, at)).faults;
}

async function seals(): Promise<Seal[]> {
  return await databases.main.selectFrom('auditSeals').selectAll().orderBy('position').execute();
}

describe('the audit chain', () => {
  it('is whole when nobody touched it, and counts each subject by itself', async () => {
    expect(await faults()).toEqual([]);
    expect((await seals()).map(({ subjectCount }) => subjectCount)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('goes on after a restart where it ended', async () => {
    await write('order-0');
    await sealAll(record);
    expect((await seals()).at(-1)).toMatchObject({ position: 11, subjectCount: 6 });
    expect(await faults()).toEqual([]);
  });

  it('does not blame rows of the last moment, which are about to be sealed', async () => {
    await write('order-0');
    expect(await verifyChain(databases.main, [], record.key.chain, now)).toEqual({
      sealedRows: 10,
      unsealedRows: 1,
      faults: [],
    });
  });

  it('names a row that was changed', async () => {
    await unguarded(sql`update audit set actor_name = 'another' where number = 4`);
    expect(await faults()).toEqual([{ what: 'changed', position: 4, number: 4 }]);
  });

  it('names a row that was removed', async () => {
    await unguarded(sql`delete from audit where number = 4`);
    expect(await faults()).toEqual([{ what: 'missing', position: 4, number: 4 }]);
  });

  it('names the place of a row that was removed together with its link', async () => {
    await unguarded(sql`delete from audit where number = 4`, sql`delete from audit_seals where number = 4`);
    expect((await faults())[0]).toEqual({ what: 'missing', position: 4, number: null });
  });

  it('names a row that was moved', async () => {
    await unguarded(
      sql`update audit_seals set position = -1 where position = 7`,
      sql`update audit_seals set position = 7 where position = 3`,
      sql`update audit_seals set position = 3 where position = -1`,
    );
    expect((await faults())[0]).toEqual({ what: 'moved', position: 7, number: 3 });
  });

  it('names a row that was slipped in without a link', async () => {
    await unguarded(
      sql`insert into audit (number, at, actor_name, address, action, outcome, details, count, last_at)
        overriding system value values (-5, 1, '', '', 'orders.send', 'done', '{}', 1, 1)`,
    );
    expect(await faults()).toEqual([{ what: 'inserted', position: 10, number: -5 }]);
  });

  it('names a row that was slipped in with a link of its own', async () => {
    await unguarded(
      sql`update audit_seals set position = position + 1001 where position >= 5`,
      sql`update audit_seals set position = position - 1000 where position > 1000`,
      sql`insert into audit (at, actor_name, address, action, outcome, details, count, last_at)
        values (1, '', '', 'orders.send', 'done', '{}', 1, 1)`,
      sql`insert into audit_seals select 5, 11, row_hash, 'f', null, null, null, null, hash, 1
        from audit_seals where position = 4`,
    );
    expect((await faults())[0]).toEqual({ what: 'inserted', position: 5, number: 11 });
  });

  it('finds a tail that was cut off, by the heads outside the database', async () => {
    await unguarded(sql`delete from audit where number > 7`, sql`delete from audit_seals where number > 7`);
    expect(await faults()).toEqual([{ what: 'cut-off', position: 8, number: null }]);
  });

  it('finds a chain that was written anew as a whole, by the heads outside the database', async () => {
    await unguarded(sql`update audit set actor_name = 'another' where number = 2`);
    const rows = await databases.main.selectFrom('audit').selectAll().orderBy('number').execute();
    const ends = new Map<string, ChainEnd>();
    let end: ChainEnd = { position: 0, hash: '0'.repeat(64) };
    const forged = rows.map((row) => {
      const subject = row.subjectId ?? '';
      const seal = linkOf(row, end, ends.get(subject) ?? { position: 0, hash: '0'.repeat(64) }, now);
      ends.set(subject, { position: seal.subjectCount ?? 0, hash: seal.hash });
      end = { position: seal.position, hash: seal.hash };
      return seal;
    });
    await unguarded(sql`truncate audit_seals`);
    await new AuditSealsTable(databases.main).add(forged);
    expect(await faults()).toEqual([
      { what: 'changed', position: 5, number: 5 },
      { what: 'changed', position: 10, number: 10 },
    ]);
  });

  it('does not take heads that another key has signed', async () => {
    const stranger = await CentreKey.create(join(folder, `stranger-${records}`, 'key.pem'));
    const headsFolder = join(folder, `forged-${records}`);
    await (
      await HeadFiles.create(headsFolder, stranger)
    ).add({ position: 10, hash: (await seals())[9]?.hash ?? '' }, now);
    record = { ...record, headsFolder };
    expect(await faults()).toEqual([{ what: 'forged-head', position: 10, number: null }]);
  });
});
