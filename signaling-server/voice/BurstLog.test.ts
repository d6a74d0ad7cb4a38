import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { HandMadeConnections, silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Schema } from '../persistence/schema';
import { BurstLog, type BurstLogDependencies } from './BurstLog';

/** A server that is killed: what it asks of its database is never done. */
const deadDatabase = {
  transaction: () => ({ execute: () => new Promise<never>(() => undefined) }),
} as unknown as Kysely<Schema>;

const row = (id: string) => ({
  ...{ id, groupId: 'place:city', groupName: '全市', placeId: 'city', speakerName: 'crew', accountId: 'crew' },
  ...{ vehicleId: 'vehicle-1', startedAt: 1_000, priority: 5, emergency: false, orderId: null },
});

describe('the record of bursts', () => {
  let folder: string;
  let databases: Databases;
  const caller = new HandMadeConnections().signIn('crew', 'vehicle-1');
  const open = (database?: Kysely<Schema>): Promise<BurstLog> => {
    const dependencies: BurstLogDependencies = {
      database: database ?? databases.main,
      audit: new Audit(() => 5_000),
      feed: { addAll: () => Promise.resolve(() => undefined) },
      fleet: { vehicles: () => [] },
      burstJournalFile: join(folder, 'bursts.journal'),
      log: silentLog,
    };
    return BurstLog.create(dependencies);
  };
  const onRecord = async () =>
    (await databases.main.selectFrom('bursts').select('id').orderBy('id').execute()).map(({ id }) => id);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burst-log-'));
    databases = await openEmptyDatabases(folder);
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has a burst whose server was killed before it could write it, with the audit row of its own moment', async () => {
    const killed = await open(deadDatabase);
    void killed.begin(caller, row('heard'));
    const next = await open();
    expect(await onRecord()).toEqual(['heard']);
    const audited = await databases.main.selectFrom('audit').selectAll().execute();
    expect(audited).toMatchObject([{ action: 'voice.speak', at: 1_000, actorName: 'crew', subjectId: 'place:city' }]);

    // Once it is on record it is not written again, and the journal is empty.
    next.close();
    (await open()).close();
    expect(await onRecord()).toEqual(['heard']);
    expect(await readFile(join(folder, 'bursts.journal'), 'utf8')).toBe('');
  });

  it('tells in the audit who began and who ended it, and leaves nothing in the journal', async () => {
    const burstLog = await open();
    await burstLog.begin(caller, row('one'));
    await burstLog.end(caller, row('one'), 3_000, 'released');
    await burstLog.begin(caller, row('two'));
    await burstLog.end(caller, row('two'), 4_000, 'too-long');
    await until('both are on record', async () => (await onRecord()).length === 3);
    const audited = await databases.main
      .selectFrom('audit')
      .select(['action', 'actorName', 'details'])
      .where('action', '=', 'voice.endOfSpeech')
      .orderBy('number')
      .execute();
    expect(audited).toMatchObject([
      { actorName: 'crew', details: { burst: 'one', speaker: 'crew', reason: 'released' } },
      { actorName: '', details: { burst: 'two', speaker: 'crew', reason: 'too-long' } },
    ]);
    expect(await readFile(join(folder, 'bursts.journal'), 'utf8')).toBe('');
    burstLog.close();
  });
});
