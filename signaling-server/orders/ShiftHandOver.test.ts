import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RequestError, sampleAlarm, sampleOrder, sampleReceipt, type Alarm, type Order, type Vehicle } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { HandMadeConnections, KeptAnnouncer, silentLog } from '../media/mediaForTests';
import { Access } from '../people/Access';
import { AccountsTable } from '../people/AccountsTable';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { newestRow } from '../persistence/recordForTests';
import type { SignedInCaller } from '../wire/Caller';
import { ShiftHandOver } from './ShiftHandOver';

const START_LIMIT_MS = 120_000;
const NOW = 1_795_000_000_000;
const placeList = [
  { id: 'city', name: '市', kind: 'city' as const, parentId: null },
  { id: 'east', name: '东区', kind: 'district' as const, parentId: 'city' },
  { id: 'west', name: '西区', kind: 'district' as const, parentId: 'city' },
];
/** The district of each vehicle. */
const districts: Readonly<Record<string, string>> = { 'car-east': 'east', 'car-west': 'west' };

describe('a shift that is handed over', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let caller: SignedInCaller;
  let open: Order[];
  let alarms: Alarm[];
  /** What each move of an id answers; moved where nothing is said. */
  let answers: Map<string, boolean | Error>;
  let told: string[];
  let handOver: ShiftHandOver;
  let announcer: KeptAnnouncer;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await new PlacesTable(databases.main).add(placeList);
    const account = { passwordHash: '', pinHash: null, demo: false, mustChangePassword: false };
    for (const [id, placeId] of [
      ['ann', 'city'],
      ['bob', 'east'],
    ] as const) {
      await new AccountsTable(databases.main).add({ ...account, id, login: id, name: id }, [
        { role: 'dispatcher', placeId },
      ]);
    }
  }, START_LIMIT_MS);
  beforeEach(() => {
    const connections = new HandMadeConnections();
    announcer = new KeptAnnouncer();
    const desk = connections.signIn('desk', null);
    caller = {
      ...desk,
      session: { ...desk.session, accountId: 'ann', name: 'ann', grants: [{ role: 'dispatcher', placeId: 'city' }] },
    };
    open = [];
    alarms = [];
    answers = new Map();
    told = [];
    const move = (id: string): Promise<boolean> => {
      const answer = answers.get(id) ?? true;
      if (answer instanceof Error) return Promise.reject(answer);
      told.push(id);
      return Promise.resolve(answer);
    };
    handOver = new ShiftHandOver({
      ...{ database: databases.main, connections, announcer, log: silentLog, clock: () => NOW },
      orders: { open: () => open, handOver: (_, id) => move(id) },
      alarms: { open: () => alarms, handOver: (_, id) => move(id) },
      access: new Access({ places: Places.of(placeList), clock: () => NOW }),
      // Of a vehicle its district alone is looked at.
      fleet: { vehicle: (id) => ({ id, placeId: districts[id] ?? '' }) as Vehicle },
      ...{ audit: new Audit(() => NOW), feed: new Feed(databases.main, announcer, () => NOW) },
    });
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const order = (id: string, number: number, ...vehicleIds: string[]): Order =>
    sampleOrder({
      ...{ id, number, owner: { accountId: 'ann', name: 'ann' } },
      receipts: vehicleIds.map((vehicleId) => sampleReceipt({ vehicleId })),
    });
  const alarm = (id: string, placeId: string): Alarm =>
    sampleAlarm({
      id,
      placeId,
      vehicleId: `car-${placeId}`,
      state: 'attended',
      owner: { accountId: 'ann', name: 'ann' },
    });

  it('names each order and alarm, what was moved and what stayed, and why', async () => {
    open = [
      order('moved', 1, 'car-east'),
      order('of two districts', 2, 'car-east', 'car-west'),
      order('finished meanwhile', 3, 'car-east'),
      order('not written', 4, 'car-east'),
      { ...order('of another', 5, 'car-east'), owner: { accountId: 'zoe', name: 'zoe' } },
    ];
    alarms = [alarm('near', 'east'), alarm('far', 'west'), { ...alarm('nobody’s', 'east'), owner: null }];
    answers.set('finished meanwhile', false).set('not written', new Error('the disk is full'));
    const before = await newestRow(databases.main);
    const { items, ...moved } = await handOver.handOver(caller, 'bob', '夜班');
    expect(moved).toEqual({ orders: 1, alarms: 1 });
    expect(items.map(({ id, stayed, vehicleIds }) => [id, stayed, vehicleIds])).toEqual([
      ['moved', null, ['car-east']],
      ['of two districts', 'not-in-charge', ['car-west']],
      ['finished meanwhile', 'changed', ['car-east']],
      ['not written', 'failed', ['car-east']],
      ['near', null, ['car-east']],
      ['far', 'not-in-charge', ['car-west']],
    ]);
    expect(items[0]).toMatchObject({ kind: 'order', number: 1, text: '前往核实' });
    expect(items[4]).toMatchObject({ kind: 'alarm', text: 'overspeed' });
    expect(told).not.toContain('of two districts');
    const [row] = await databases.main.selectFrom('audit').selectAll().where('number', '>', before).execute();
    expect(row).toMatchObject({ action: 'orders.handOverShift', details: { orders: 1, alarms: 1, stayed: 4 } });
    expect(await handOver.unseen({ ...caller, session: { ...caller.session, accountId: 'bob' } })).toMatchObject([
      { orders: 1, alarms: 1, note: '夜班' },
    ]);
  });

  it('is refused where nothing could be written, and leaves no note', async () => {
    open = [order('one', 1, 'car-east')];
    answers.set('one', new Error('the disk is full'));
    const before = await newestRow(databases.main);
    await expect(handOver.handOver(caller, 'bob', '')).rejects.toThrow('the disk is full');
    await expect(handOver.handOver(caller, 'zoe', '')).rejects.toThrow(RequestError);
    expect(await newestRow(databases.main)).toBe(before);
  });
});
