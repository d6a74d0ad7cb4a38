import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { BurstsTable } from '../voice/BurstsTable';
import { LeftOpenBursts } from './LeftOpenBursts';

/** The first run on a machine makes the empty cluster that the later ones copy. */
const DATABASE_LIMIT_MS = 120_000;

describe('bursts that a dead server left open', () => {
  let folder: string;
  let databases: Databases;

  const begin = (id: string, startedAt: number) =>
    new BurstsTable(databases.main).begin(
      {
        ...{ id, groupId: 'g', groupName: 'g', placeId: 'city', speakerName: 'x', accountId: 'x', vehicleId: null },
        startedAt,
      },
      null,
    );
  const record = (burstId: string, endedAt: number, state: 'open' | 'closed') =>
    databases.main
      .insertInto('segments')
      .values({
        ...{ id: `${burstId} until ${endedAt}`, vehicleId: null, placeId: 'city', track: 'talk', cameraView: null },
        ...{ groupId: 'g', burstId, source: 'live', path: 'x', mimeType: 'audio/mp4', startedAt: 1_000, endedAt },
        ...{ state, bytes: 2, initBytes: 1, keyOffset: null, keyBytes: null, keyAt: null },
      })
      .execute();
  const ends = async (): Promise<(readonly [string, number | null, string | null])[]> => {
    const rows = await databases.main.selectFrom('bursts').selectAll().orderBy('id').execute();
    return rows.map(({ id, endedAt, endReason }) => [id, endedAt, endReason] as const);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'left-open-'));
    databases = await openEmptyDatabases(folder);
  }, DATABASE_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('end where what was recorded of them ends, once the recorder has closed it', async () => {
    await begin('recorded', 1_000);
    await record('recorded', 3_400, 'closed');
    await record('recorded', 9_700, 'closed');
    await begin('being-closed', 1_000);
    await record('being-closed', 2_000, 'open');
    await begin('silent', 1_000);
    const clock = () => 50_000;
    await begin('of-this-run', 50_000);
    const leftOpen = LeftOpenBursts.create({
      database: databases.main,
      audit: new Audit(clock),
      log: silentLog,
      clock,
    });
    await until('the first are ended', async () => (await ends()).filter(([, end]) => end !== null).length === 2);
    expect(await ends()).toEqual([
      ['being-closed', null, null],
      ['of-this-run', null, null],
      ['recorded', 9_700, 'server-restarted'],
      ['silent', 1_000, 'server-restarted'],
    ]);
    await databases.main
      .updateTable('segments')
      .set({ state: 'closed', endedAt: 2_600 })
      .where('state', '=', 'open')
      .execute();
    await until('the last is ended', async () => JSON.stringify(await ends()).includes('2600'));
    await leftOpen.close();
    expect(await ends()).toContainEqual(['of-this-run', null, null]);
    const audited = await databases.main.selectFrom('audit').select(['action', 'actorName', 'details']).execute();
    expect(audited).toHaveLength(3);
    expect(audited[0]).toMatchObject({
      action: 'voice.endOfSpeech',
      actorName: '',
      details: { speaker: 'x', reason: 'server-restarted' },
    });
  });

  it('end at what is known where the recorder never closes its file', async () => {
    await begin('never-closed', 1_000);
    await record('never-closed', 4_000, 'open');
    const leftOpen = LeftOpenBursts.create({
      database: databases.main,
      audit: new Audit(() => 40_000),
      log: silentLog,
      clock: () => 40_000,
      waitMs: 0,
    });
    await until('it is ended', async () => JSON.stringify(await ends()).includes('4000'));
    await leftOpen.close();
  });
});
