import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alarm, Place, Role } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { machineClock } from '../orders/DueMoments';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SignedInCaller } from '../wire/Caller';
import { Connections } from '../wire/Connections';
import { PlacesTable } from '../people/PlacesTable';
import { SeedVehiclesTable } from '../people/SeedVehiclesTable';
import { Holds } from '../recording/Holds';
import { Alarms, type AlarmFact } from './Alarms';
import { defaultThresholds } from './Thresholds';

const placeList: Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
];
const places = Places.of(placeList);
const fact: AlarmFact = {
  kind: 'overspeed',
  placeId: 'east',
  vehicleId: 'car',
  cameraId: null,
  details: { plate: '鄂A·00001', speed: 120 },
  position: null,
};
const OWNER_GONE_MS = defaultThresholds.ownerGoneSeconds * 1000;
const KEY = '0b3c5c1e-6f0f-4c5b-9a53-3f0a4be0d111';

let folder: string;
let databases: Databases;
let connections: Connections;
let alarms: Alarms;
let announced: Alarm[];
let holds: Holds;
let keys = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhiqin-alarms-'));
  databases = await openEmptyDatabases(folder);
  await new PlacesTable(databases.main).add(placeList);
  await new SeedVehiclesTable(databases.main).add([
    { id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] },
  ]);
});
afterAll(async () => {
  await databases.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await databases.main.deleteFrom('alarms').execute();
  await databases.main.deleteFrom('holds').execute();
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  connections = new Connections();
  alarms = await start();
});
afterEach(async () => {
  vi.useRealTimers();
  await alarms.close();
});

async function start(): Promise<Alarms> {
  announced = [];
  holds = new Holds({ database: databases.main, audit: new Audit(Date.now), clock: Date.now });
  const announcer = {
    announce: (name: string, payload: unknown) => {
      if (name === 'alarms:changed') announced.push(payload as Alarm);
    },
    tell: () => undefined,
  };
  return await Alarms.create({
    database: databases.main,
    thresholds: { of: () => ({ thresholds: defaultThresholds, inherited: false }) },
    places,
    connections,
    announcer,
    audit: new Audit(Date.now),
    feed: new Feed(databases.main, announcer, Date.now),
    holds,
    log: pino({ level: 'silent' }),
    clock: machineClock(Date.now),
  });
}

function desk(accountId: string, placeId: string, vehicleId: string | null = null): SignedInCaller {
  const connectionId = `socket-${(keys += 1)}`;
  const role: Role = vehicleId === null ? 'dispatcher' : 'crew';
  connections.open(connectionId, '127.0.0.1');
  const session = {
    id: `session-${accountId}`,
    accountId,
    name: accountId,
    grants: [{ role, placeId }],
    vehicleId,
    deviceId: null,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  connections.signIn(connectionId, session);
  return { connectionId, address: '127.0.0.1', session };
}

const attend = (caller: SignedInCaller, { id }: Alarm): Promise<Alarm> =>
  alarms.act(caller, id, { name: 'attend', by: caller.session.accountId }, null);

async function raised(): Promise<Alarm> {
  await alarms.raise(fact);
  const [alarm] = alarms.open();
  if (alarm === undefined) throw new Error('no alarm was raised');
  return alarm;
}

async function auditedActions(): Promise<string[]> {
  const rows = await databases.main
    .selectFrom('audit')
    .select('action')
    .where('subjectKind', '=', 'alarm')
    .where('at', '>=', 1_000_000)
    .orderBy('number')
    .execute();
  return rows.map(({ action }) => action);
}

describe('alarms', () => {
  it('are one for one thing that is wrong, however often it is said', async () => {
    await alarms.raise(fact);
    await alarms.raise(fact);
    await alarms.clear(fact);
    const now = { ...fact, details: { ...fact.details, speed: 131 } };
    await alarms.raise(now);
    expect(alarms.open()).toMatchObject([{ kind: 'overspeed', state: 'unattended', count: 2, details: now.details }]);
  });

  it('belong to one of two dispatchers who take it at the same moment', async () => {
    const [ann, bob] = [desk('ann', 'east'), desk('bob', 'east')];
    const alarm = await raised();
    const answers = await Promise.allSettled([attend(ann, alarm), attend(bob, alarm)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(alarms.open()[0]?.owner).toEqual({ accountId: 'ann', name: 'ann' });
    await expect(attend(bob, alarm)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('call the nearest desk, and the next one when nobody answers', async () => {
    desk('city-desk', 'city');
    desk('east-desk', 'east');
    await raised();
    expect(alarms.open()[0]).toMatchObject({ called: { accountId: 'east-desk' }, loudness: 1 });
    vi.setSystemTime(1_000_000 + defaultThresholds.louderAfterSeconds * 1000);
    await reopened();
    await vi.waitFor(() => expect(alarms.open()[0]).toMatchObject({ called: { accountId: 'city-desk' }, loudness: 2 }));
  });

  it('are unattended again when the owner’s console has been gone for a minute, also over a restart', async () => {
    const ann = desk('ann', 'east');
    await attend(ann, await raised());
    connections.close(ann.connectionId);
    await alarms.close();
    vi.setSystemTime(1_000_000 + OWNER_GONE_MS);
    alarms = await start();
    await vi.waitFor(() => expect(alarms.open()[0]).toMatchObject({ state: 'unattended', owner: null }));
    expect(alarms.open()[0]?.history.map(({ transition }) => transition)).toEqual(['raised', 'attended', 'owner-gone']);
  });

  it('stay with an owner who comes back in time', async () => {
    const ann = desk('ann', 'east');
    await attend(ann, await raised());
    connections.close(ann.connectionId);
    desk('ann', 'east');
    vi.setSystemTime(1_000_000 + OWNER_GONE_MS);
    await reopened();
    expect(alarms.open()[0]).toMatchObject({ state: 'attended', owner: { accountId: 'ann' } });
  });

  it('answer a repeated call for help with the one that stands, and nobody else’s', async () => {
    const crew = desk('zhang', 'east', 'car');
    const sos: AlarmFact = { ...fact, kind: 'sos' };
    const first = await alarms.raiseByCrew(crew, KEY, sos);
    const again = await alarms.raiseByCrew(crew, KEY, sos);
    expect(again).toMatchObject({ id: first.id, number: first.number });
    const other = { ...sos, vehicleId: 'other' };
    await expect(alarms.raiseByCrew(crew, KEY, other)).rejects.toMatchObject({ code: 'conflict' });
    const undone = await alarms.act(crew, first.id, { name: 'undo' }, null);
    expect(undone).toMatchObject({ state: 'completed' });
    expect(alarms.open()).toEqual([]);
  });

  it('hold the recording of a vehicle that calls for help, from a minute before until it is over', async () => {
    const crew = desk('zhang', 'east', 'car');
    const ann = desk('ann', 'east');
    const alarm = await alarms.raiseByCrew(crew, KEY.replace('0b', '0c'), { ...fact, kind: 'sos' });
    expect(await holds.standing('car')).toMatchObject([{ fromAt: 940_000, toAt: null, alarmId: alarm.id }]);
    await attend(ann, alarm);
    vi.setSystemTime(1_500_000);
    await alarms.act(ann, alarm.id, { name: 'complete', by: 'ann' }, '已处置');
    expect(await holds.standing('car')).toMatchObject([{ fromAt: 940_000, toAt: 1_500_000, releasedAt: null }]);
  });

  it('hold the recording from before the press where the call had to wait for a line', async () => {
    const crew = desk('zhang', 'east', 'car');
    await alarms.raiseByCrew(crew, KEY.replace('0b', '0d'), { ...fact, kind: 'sos' }, 400_000);
    expect(await holds.standing('car')).toMatchObject([{ fromAt: 340_000, toAt: null }]);
  });

  it('are handed over with what one has', async () => {
    const ann = desk('ann', 'east');
    await attend(ann, await raised());
    const id = alarms.open()[0]?.id ?? '';
    expect(await alarms.handOver(ann, id, { accountId: 'bob', name: '鲍' }, '交班')).toBe(true);
    expect(await alarms.handOver(ann, id, { accountId: 'bob', name: '鲍' }, '交班')).toBe(false);
    expect(alarms.open()[0]?.owner).toEqual({ accountId: 'bob', name: '鲍' });
  });

  it('have an audit row for each transition, and each transition is told', async () => {
    const ann = desk('ann', 'east');
    const before = (await auditedActions()).length;
    await attend(ann, await raised());
    const [alarm] = alarms.open();
    await alarms.act(ann, alarm?.id ?? '', { name: 'park', by: 'ann', until: 2_000_000 }, '等交警');
    await alarms.act(ann, alarm?.id ?? '', { name: 'complete', by: 'ann' }, '已处置');
    const actions = ['alarms.raised', 'alarms.attended', 'alarms.parked', 'alarms.completed'];
    expect((await auditedActions()).slice(before)).toEqual(actions);
    expect(announced.map(({ state }) => state)).toEqual(['unattended', 'attended', 'parked', 'completed']);
    expect(new Set(announced.map(({ revision }) => revision)).size).toBe(4);
  });
});

/** As after a restart: what is due is looked for at once. */
async function reopened(): Promise<void> {
  await alarms.close();
  alarms = await start();
}
