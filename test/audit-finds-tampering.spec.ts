import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { openRecord } from '../signaling-server/persistence/openRecord';
import { expect, test } from './fixtures/journey';

const projectFolder = fileURLToPath(new URL('../', import.meta.url));

/** What somebody with every right on the database does to the record, and what is said of it. */
const tamperings = [
  { what: 'changed', does: [sql`update audit set actor_name = '另一人' where number = 4`], found: /row 4） 已被改动/ },
  { what: 'removed', does: [sql`delete from audit where number = 4`], found: /row 4） 缺失/ },
  {
    what: 'moved',
    does: [
      sql`update audit_seals set position = -1 where position = 5`,
      sql`update audit_seals set position = 5 where position = 3`,
      sql`update audit_seals set position = 3 where position = -1`,
    ],
    found: /被移动/,
  },
  {
    what: 'slipped in',
    does: [
      sql`insert into audit (number, at, actor_name, address, action, outcome, details, count, last_at)
        overriding system value values (-5, 1, '', '', 'orders.send', 'done', '{}', 1, 1)`,
    ],
    found: /row -5） 系插入/,
  },
  {
    what: 'cut off at the end',
    does: [
      sql`delete from audit where number > (select max(number) - 2 from audit_seals)`,
      sql`delete from audit_seals where number > (select max(number) - 2 from audit_seals)`,
    ],
    found: /起被截去/,
  },
];

/** `npm run verify-audit` for the data of one folder. */
function verify(dataFolder: string): Promise<{ exitCode: number; printed: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'signaling-server/audit/verifyAudit.ts'],
      { cwd: projectFolder, env: { ...process.env, DATA_DIR: dataFolder } },
      (error, stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), printed: `${stdout}${stderr}` }),
    );
  });
}

/** Does it with the guards of the tables switched off. */
async function tamper(dataFolder: string, statements: (typeof tamperings)[number]['does']): Promise<void> {
  const record = await openRecord({ databaseUrl: null, dataFolder }, pino({ level: 'silent' }));
  try {
    for (const table of ['audit', 'audit_seals']) {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(record.database);
    }
    for (const statement of statements) await statement.execute(record.database);
  } finally {
    await record.close();
  }
}

test('the record of a running server is found whole, and each tampering with a copy of it is named', async ({
  zhiqin,
  openLine,
  changeThresholds,
}) => {
  test.slow();
  const line = await openLine();
  await line.signIn('administrator', 'zhiqin-demo');
  await changeThresholds({ stillMinutes: 44 });
  expect(await line.refusal('alarms:attend', { alarmId: 'nobody' })).toBe('forbidden');
  // Signing in, what was changed and what was refused have a row each, and every row has its seal within a second.
  const search = { from: 0, to: Date.now() + 60_000, text: null, action: null, outcome: null, subject: null };
  await expect(async () => {
    const { rows } = await line.ask('audit:search', { ...search, before: null, limit: 100 });
    // What was refused is named as it was asked for, with a colon.
    const written = rows.map(({ action, outcome }) => `${action.replace(':', '.')} ${outcome}`);
    for (const row of ['session.signIn done', 'alarms.saveThresholds done', 'alarms.attend refused']) {
      expect(written).toContain(row);
    }
  }).toPass();
  await expect(async () => {
    const check = await line.ask('audit:verify', {});
    expect(check.faults).toEqual([]);
    expect(check.sealedRows).toBeGreaterThan(5);
  }).toPass();

  const live = await verify(zhiqin.dataFolder);
  expect(live.printed).toContain('审计记录完整');
  expect(live.exitCode).toBe(0);

  const folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-tampered-'));
  const whole = path.join(folder, 'whole');
  const copy = async (from: string, to: string): Promise<void> => {
    for (const part of ['database/pgdata', 'keys', 'audit-heads']) {
      await cp(path.join(from, part), path.join(to, part), { recursive: true });
    }
  };
  // A database is copied while nobody writes to it.
  const letServerCome = zhiqin.holdDown('server');
  await copy(zhiqin.dataFolder, whole);
  letServerCome();
  try {
    for (const { what, does, found } of tamperings) {
      const tampered = path.join(folder, what);
      await copy(whole, tampered);
      await tamper(tampered, does);
      const { exitCode, printed } = await verify(tampered);
      expect(printed, what).toMatch(found);
      expect(exitCode, what).toBe(1);
    }
    expect(await verify(whole)).toMatchObject({ exitCode: 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await zhiqin.ready();
  }
});
