import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CrewCallOutcome, Order, Place, Receipt, Vehicle } from '@protocol';
import { Alarms, type AlarmFact } from '../alarms/Alarms';
import { defaultThresholds } from '../alarms/Thresholds';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import { Feed } from '../feed/Feed';
import { KeptAnnouncer, until } from '../media/mediaForTests';
import { defaultRules } from '../orders/EscalationRules';
import { Orders } from '../orders/Orders';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import { SeedVehiclesTable } from '../people/SeedVehiclesTable';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Holds } from '../recording/Holds';
import { FakeClock } from '../voice/FakeClock';
import type { SignedInCaller } from '../wire/Caller';
import { Connections } from '../wire/Connections';
import { FailingAudit } from './FailingAudit';
import { actionsAfter, contentsOf, newestRow } from '../persistence/recordForTests';

const START_LIMIT_MS = 120_000;
const NOW = 1_795_000_000_000;
/** Longer than the wait before what could not be written is tried again, shorter than anything else that is waited for. */
const A_MOMENT_MS = 2_000;
const PARKED_MS = 10_000;
const HOUR_MS = 3_600_000;
const placeList: Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
];
const crossing = { longitude: 114.3, latitude: 30.6, name: '路口', radius: 100 };
const speeding: AlarmFact = {
  ...{ kind: 'overspeed', placeId: 'east', vehicleId: 'car', cameraId: null, details: {}, position: null },
};
/** Of overspeed alone nothing else is waited for than what a case is about. */
const thresholds = { ...defaultThresholds, louderAfterSeconds: 3_600 };

/** Everything that may be changed here, and what tells of it. */
const tables = ['orders', 'receipts', 'messages', 'alarms', 'holds', 'feed', 'audit'] as const;

describe('what happens of itself and its row in the record', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let clock: FakeClock;
  let audit: FailingAudit;
  let announcer: KeptAnnouncer;
  let connections: Connections;
  let orders: Orders;
  let alarms: Alarms;
  let patience: typeof thresholds;
  /** A line for each time that a change could not be written. */
  let complaints: string[];

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await new PlacesTable(databases.main).add(placeList);
    await new SeedVehiclesTable(databases.main).add([
      { id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] },
    ]);
  }, START_LIMIT_MS);
  beforeEach(async () => {
    await databases.main.deleteFrom('orders').execute();
    await databases.main.deleteFrom('alarms').execute();
    const database = databases.main;
    clock = new FakeClock(NOW);
    audit = new FailingAudit(clock.now);
    announcer = new KeptAnnouncer();
    connections = new Connections();
    patience = thresholds;
    complaints = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void complaints.push(line) });
    const shared = { database, announcer, audit, feed: new Feed(database, announcer, clock.now), log, clock };
    orders = await Orders.create({
      ...shared,
      // Orders look at the place and the plate of a vehicle and at nothing else.
      fleet: { vehicle: (id: string) => ({ id, plate: '鄂A·00001', placeId: 'east' }) as Vehicle },
      rules: { of: (placeId, priority) => ({ ...defaultRules[priority], placeId, priority }) },
      attachments: new AttachmentsTable(database),
    });
    alarms = await Alarms.create({
      ...{ ...shared, connections, places: Places.of(placeList) },
      thresholds: { of: () => ({ thresholds: patience, inherited: false }) },
      holds: new Holds({ database, audit, clock: clock.now }),
    });
  });
  afterEach(async () => {
    await alarms.close();
    await orders.close();
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const signedIn = (name: string, vehicleId: string | null = null): SignedInCaller => {
    const connectionId = `line of ${name}`;
    const session: SignedInCaller['session'] = {
      ...{ id: `session of ${name}`, accountId: `account of ${name}`, name, vehicleId, deviceId: null },
      ...{ grants: [{ role: 'dispatcher', placeId: 'east' }], expiresAt: Number.MAX_SAFE_INTEGER },
    };
    connections.open(connectionId, '10.0.0.9');
    connections.signIn(connectionId, session);
    return { connectionId, address: '10.0.0.9', session };
  };
  const send = async (change: Partial<Order['content']> = {}): Promise<Order> =>
    await orders.send(signedIn('李'), {
      ...{ clientKey: randomUUID(), vehicleIds: ['car'], groupId: null },
      content: { text: '前往核实', priority: 'flash', place: null, deadline: null, attachmentIds: [], ...change },
      expiresAfterSeconds: 600,
    });
  const step = async ({ id: orderId, version }: Order, state: 'delivered' | 'accepted'): Promise<Order> =>
    await orders.advance(signedIn('王', 'car'), 'car', {
      ...{ orderId, version, state, note: null, attachmentIds: [], at: null },
    });
  const raised = async (): Promise<string> => {
    await alarms.raise(speeding);
    return alarms.open()[0]?.id ?? '';
  };
  const attended = async (): Promise<{ id: string; desk: SignedInCaller; by: string }> => {
    const desk = signedIn('李');
    const by = desk.session.accountId;
    const id = await raised();
    await alarms.act(desk, id, { name: 'attend', by }, null);
    return { id, desk, by };
  };
  const receiptOf = async ({ id }: Order): Promise<Receipt | undefined> => (await orders.find(id)).receipts[0];

  interface Case {
    readonly action: string;
    /** What stands before the time has come. */
    readonly before: () => Promise<unknown>;
    /** The time comes: answers nothing, since nobody has asked. */
    readonly comes: () => void;
  }
  const atTheCrossing = (): void =>
    orders.watch.vehicleMoved('car', {
      ...{ ...crossing, number: 1, at: clock.now(), speed: null, heading: null, accuracy: null },
    });
  /** Its crew has been rung, after the tone and the reading. */
  const rung = async (): Promise<Order> => {
    const order = await step(await send(), 'delivered');
    for (const count of [1, 2, 3]) {
      clock.pass(10_000);
      await until('the next step is taken', async () => (await receiptOf(order))?.escalations.length === count);
    }
    return order;
  };
  const called = (outcome: CrewCallOutcome): void =>
    orders.open().forEach(({ id }) => orders.watch.called(id, 'car', { outcome, name: '李' }));
  const cases: readonly Case[] = [
    { action: 'orders.call-answered', before: rung, comes: () => called('answered') },
    { action: 'orders.call-failed', before: rung, comes: () => called('no-answer') },
    { action: 'orders.escalated', before: () => send(), comes: () => clock.pass(15_000) },
    {
      action: 'orders.escalated',
      before: async () => step(await send(), 'delivered'),
      comes: () => clock.pass(10_000),
    },
    {
      action: 'orders.expired',
      // Routine orders have no step before their end.
      before: () => send({ priority: 'routine' }),
      comes: () => clock.pass(600_000),
    },
    {
      action: 'orders.arrived',
      before: async () => {
        await step(await step(await send({ place: crossing }), 'delivered'), 'accepted');
      },
      comes: atTheCrossing,
    },
    { action: 'alarms.passed-on', before: raised, comes: () => clock.pass(HOUR_MS) },
    {
      action: 'alarms.unparked',
      before: async () => {
        const { id, desk, by } = await attended();
        await alarms.act(desk, id, { name: 'park', by, until: clock.now() + PARKED_MS }, '等交警');
      },
      comes: () => clock.pass(PARKED_MS),
    },
    {
      action: 'alarms.owner-gone',
      before: async () => {
        const { desk } = await attended();
        connections.close(desk.connectionId);
        await until('it is known that the owner is gone', async () => {
          const [row] = await databases.main.selectFrom('alarms').select('course').execute();
          return JSON.stringify(row?.course).includes(`"ownerGoneAt":${NOW}`);
        });
      },
      comes: () => clock.pass(thresholds.ownerGoneSeconds * 1_000),
    },
    {
      action: 'alarms.completed',
      before: async () => {
        await raised();
        await alarms.clear(speeding);
      },
      comes: () => clock.pass(thresholds.hysteresisSeconds * 1_000),
    },
  ];
  const everything = (): Promise<unknown> => contentsOf(databases.main, tables);
  /** Some things are told again by what happens to come next: a fix of a vehicle that stands. */
  const momentPasses = ({ action, comes }: Case): void => {
    clock.pass(A_MOMENT_MS);
    if (action === 'orders.arrived') comes();
  };

  it.each(cases.map((one, number) => [number + 1, one.action, one] as const))(
    'stand together or not at all, are tried again until they do, and the row is there once: %i %s',
    async (_, action, one) => {
      await one.before();
      const before = await everything();
      const newest = await newestRow(databases.main);
      announcer.said.length = 0;
      audit.fails = true;
      one.comes();
      await until('it could not be written', () => complaints.length === 1);
      expect(await everything()).toEqual(before);
      expect(announcer.said).toEqual([]);

      momentPasses(one);
      await until('it could not be written a second time', () => complaints.length === 2);
      expect(await everything()).toEqual(before);
      expect(announcer.said).toEqual([]);

      audit.fails = false;
      momentPasses(one);
      await until('its row stands', async () => (await actionsAfter(databases.main, newest)).length > 0);
      clock.pass(A_MOMENT_MS);
      await alarms.close();
      await orders.close();
      expect(await actionsAfter(databases.main, newest)).toEqual([action]);
      expect(await everything()).not.toEqual(before);
      expect(announcer.said).not.toEqual([]);
      expect(complaints).toHaveLength(2);
    },
    START_LIMIT_MS,
  );

  it('a database that is away is not asked without a pause', async () => {
    await send();
    audit.fails = true;
    clock.pass(15_000);
    await until('it could not be written', () => complaints.length === 1);
    clock.pass(0);
    await orders.close();
    expect(complaints).toHaveLength(1);
  });

  it('an owner who left while nothing could be written is found to be gone all the same', async () => {
    const { desk } = await attended();
    const { schema } = databases.main;
    // The row of the record is not what fails here, since that he left has none: it is the alarm's own.
    await schema.alterTable('alarms').renameTo('alarmsAway').execute();
    connections.close(desk.connectionId);
    await until('that he left could not be written', () => complaints.length === 1);
    await schema.alterTable('alarmsAway').renameTo('alarms').execute();
    clock.pass(A_MOMENT_MS);
    await until('it is known that the owner is gone', async () => {
      const [row] = await databases.main.selectFrom('alarms').select('course').execute();
      return JSON.stringify(row?.course).includes('"ownerGoneAt":1');
    });
  });

  it('a crew that picked up while nothing could be written is called on by no step that came due meanwhile', async () => {
    const order = await rung();
    const newest = await newestRow(databases.main);
    audit.fails = true;
    called('answered');
    await until('it could not be written', () => complaints.length === 1);
    clock.pass(HOUR_MS);
    await until('it could not be written a second time', () => complaints.length === 2);
    audit.fails = false;
    clock.pass(A_MOMENT_MS);
    await until('it is written', async () => (await actionsAfter(databases.main, newest)).length > 0);
    clock.pass(HOUR_MS);
    await orders.close();
    expect(await actionsAfter(databases.main, newest)).toEqual(['orders.call-answered']);
    expect((await receiptOf(order))?.escalations.at(-1)?.call).toMatchObject({ outcome: 'answered', name: '李' });
  });

  it('what was decided meanwhile by a person is not undone by a step that came too early to be written', async () => {
    const order = await step(await send(), 'delivered');
    audit.fails = true;
    clock.pass(10_000);
    await until('it could not be written', () => complaints.length === 1);
    audit.fails = false;
    await step(order, 'accepted');
    const newest = await newestRow(databases.main);
    clock.pass(HOUR_MS);
    await orders.close();
    expect(await actionsAfter(databases.main, newest)).toEqual([]);
    expect(await receiptOf(order)).toMatchObject({ state: 'accepted', escalations: [] });
  });
});
