import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  listenOn,
  silentLog,
  until,
} from '../media/mediaForTests';
import { MediaHub } from '../media/MediaHub';
import { MediaWorkers } from '../media/MediaWorkers';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { BurstNews } from '../voice/BurstNews';
import { TalkGroups } from '../voice/TalkGroups';
import { Kpis } from './Kpis';
import { Probe, type ProbeDependencies } from './Probe';

/** The first run on a machine makes the empty cluster that the later ones copy. */
const DATABASE_LIMIT_MS = 120_000;

const city: Place = { id: 'city', name: '市指挥中心', kind: 'city', parentId: null };

describe.skipIf(!hasWorker)('the probe of talking through a real media worker', () => {
  let folder: string;
  let databases: Databases;
  let media: MediaHub;
  let groups: TalkGroups;
  let kpis: Kpis;
  let probe: Probe;
  const announcer = new KeptAnnouncer();
  const news: BurstNews[] = [];
  const offered: string[] = [];

  const start = (part: Partial<ProbeDependencies> = {}): Probe =>
    Probe.create({
      ...{ groups, clients: media.clients, kpis, cityPlaceId: 'city', address: '127.0.0.1' },
      ...{ feed: new Feed(databases.main, announcer, Date.now), log: silentLog, clock: Date.now },
      ...{ everyMs: 600_000, firstAfterMs: 0 },
      ...part,
    });
  const counts = () =>
    kpis
      .readings()
      .filter(({ source }) => source === 'probe')
      .map(({ count }) => count);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'probe-'));
    databases = await openEmptyDatabases(folder);
    const places = Places.of([city]);
    const access = {
      registerLocator: () => undefined,
      places: () => places.all(),
      placeWithin: (placeId: string, ancestorId: string) => places.within(placeId, ancestorId),
      may: () => true,
    };
    const shared = {
      ...{ connections: new HandMadeConnections(), access, rights: new HandMadeRights(), announcer },
      ...{ feed: new Feed(databases.main, announcer, Date.now), log: silentLog },
    };
    const workers = await MediaWorkers.create({ count: 1, listen: listenOn(21_700), log: silentLog });
    media = MediaHub.create({ ...shared, workers });
    groups = await TalkGroups.create({
      ...shared,
      ...{ database: databases.main, media, audit: new Audit(Date.now), clock: Date.now },
      burstJournalFile: join(folder, 'bursts.journal'),
      fleet: { vehicles: () => [], onChanged: () => () => undefined },
    });
    groups.onBurst((burst) => news.push(burst));
    groups.onGroupProducer(({ groupId }) => void offered.push(groupId));
    kpis = Kpis.create({ feed: shared.feed, cityPlaceId: 'city', log: silentLog, clock: Date.now });
  }, DATABASE_LIMIT_MS);
  afterEach(async () => {
    await probe.close();
  });
  afterAll(async () => {
    kpis.close();
    await groups.close();
    media.close();
    await databases.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('measures all four KPIs and leaves nothing behind: no burst, no recording, no group, no track, no word to anyone', async () => {
    const before = groups.groups().map(({ id }) => id);
    const producers = media.workers.all().map((worker) => worker.producers);
    announcer.said.length = 0;
    probe = start();
    await until('the probe has run', () => probe.lastRun !== null);
    expect(probe.lastRun).toMatchObject({ failure: null });
    expect(counts()).toEqual([1, 1, 1, 1]);
    const figures = kpis.readings().flatMap(({ source, p95Ms }) => (source === 'probe' ? [p95Ms ?? 0] : []));
    expect(figures.every((ms) => ms > 0)).toBe(true);
    expect(await databases.main.selectFrom('bursts').selectAll().execute()).toEqual([]);
    expect(await databases.main.selectFrom('audit').selectAll().execute()).toEqual([]);
    expect([news, offered, announcer.said]).toEqual([[], [], []]);
    expect(groups.groups().map(({ id }) => id)).toEqual(before);
    expect(media.workers.all().map((worker) => worker.producers)).toEqual(producers);
    expect(groups.talkers.droppedPackets).toBe(0);
  });

  it('runs again and again', async () => {
    const [before = 0] = counts();
    probe = start({ everyMs: 1 });
    await until('it has run twice more', () => (counts()[0] ?? 0) >= before + 2);
  });

  it('says that the floor was not granted, once in the feed however often it fails', async () => {
    announcer.said.length = 0;
    const refusing = new Proxy(groups, {
      get: (target, name) => {
        if (name === 'requestFloor')
          return () => Promise.resolve({ answer: 'denied', cause: 'no-resources', speakerName: null });
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    probe = start({ groups: refusing, everyMs: 1 });
    await until('it has failed twice', () => probe.failures >= 2);
    expect(probe.lastRun?.failure).toBe('no-grant');
    await until('it is told', () => announcer.named('feed:added').length > 0);
    expect(announcer.named('feed:added')).toMatchObject([{ kind: 'probe-failed', details: { failure: 'no-grant' } }]);
  });

  it('says that there was no sound where packets do not arrive', async () => {
    // An address that the workers do not receive on: the packets go nowhere.
    probe = start({ address: '127.0.0.9' });
    await until('it has failed', () => probe.failures > 0);
    expect(probe.lastRun?.failure).toBe('no-sound');
  });

  it('does not run where it is turned off', async () => {
    const before = counts();
    probe = start({ everyMs: 0 });
    await probe.close();
    expect([probe.lastRun, counts()]).toEqual([null, before]);
  });
});
