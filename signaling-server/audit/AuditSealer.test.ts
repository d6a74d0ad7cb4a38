import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Audit } from './Audit';
import { AuditSealer } from './AuditSealer';
import { CentreKey } from './CentreKey';
import { HeadFiles } from './HeadFiles';

let folder: string;
let databases: Databases;
let sealer: AuditSealer;
let audit: Audit;
let heads: HeadFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiqin-sealer-'));
  databases = await openEmptyDatabases(folder);
  const key = await CentreKey.create(join(folder, 'keys', 'centre-key.pem'));
  heads = await HeadFiles.create(join(folder, 'heads'), key);
});
afterAll(async () => {
  await databases.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  // What the timers wait for is under our hand, the database is not.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  audit = new Audit(() => 5);
  sealer = AuditSealer.create({ database: databases.main, heads, log: pino({ level: 'silent' }), clock: () => 5 });
  audit.onWritten((numbers) => sealer.expect(numbers));
});
afterEach(async () => {
  vi.useRealTimers();
  await sealer.close();
});

const unsealed = async (): Promise<number> => {
  const rows = await databases.main
    .selectFrom('audit')
    .leftJoin('auditSeals', 'auditSeals.number', 'audit.number')
    .select('audit.number')
    .where('auditSeals.position', 'is', null)
    .execute();
  return rows.length;
};

describe('the sealer', () => {
  it('asks the database for nothing while nothing is written', async () => {
    await vi.advanceTimersByTimeAsync(500);
    await sealer.seal();
    const seal = vi.spyOn(sealer, 'seal');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(seal).not.toHaveBeenCalled();
  });

  it('seals within a second what it is told of, alone or many at once', async () => {
    await vi.advanceTimersByTimeAsync(500);
    await sealer.seal();
    await audit.write(databases.main, { caller: null, action: 'one' });
    await audit.writeAll(databases.main, [
      { caller: null, action: 'two' },
      { caller: null, action: 'three' },
    ]);
    expect(await unsealed()).toBe(3);
    await vi.advanceTimersByTimeAsync(500);
    await vi.waitFor(async () => expect(await unsealed()).toBe(0));
  });

  it('looks again for a row whose transaction takes its time, and no more for one that was taken back', async () => {
    await vi.advanceTimersByTimeAsync(500);
    await sealer.seal();
    let commit: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (commit = resolve));
    const written = databases.main.transaction().execute(async (transaction) => {
      await audit.write(transaction, { caller: null, action: 'slow' });
      await waits;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    commit();
    await written;
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(500);
      expect(await unsealed()).toBe(0);
    });

    sealer.expect([1_000_000]);
    const seal = vi.spyOn(sealer, 'seal');
    for (let step = 0; step < 130; step += 1) {
      await vi.advanceTimersByTimeAsync(500);
      await seal.mock.results.at(-1)?.value;
    }
    const asked = seal.mock.calls.length;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(asked).toBeGreaterThan(1);
    expect(seal.mock.calls.length - asked).toBeLessThanOrEqual(1);
  });
});
