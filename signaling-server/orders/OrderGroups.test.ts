import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order, ParsedInput, Place, Role, Vehicle } from '@protocol';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { hasWorker, KeptAnnouncer, listenOn, silentLog, TestSocket, until } from '../media/mediaForTests';
import { MediaHub } from '../media/MediaHub';
import { MediaWorkers } from '../media/MediaWorkers';
import { Access } from '../people/Access';
import { Places } from '../people/Places';
import { RightsWatch } from '../people/RightsWatch';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { BurstNews } from '../voice/BurstNews';
import { TalkGroups } from '../voice/TalkGroups';
import type { SignedInCaller } from '../wire/Caller';
import { Connections } from '../wire/Connections';
import { machineClock } from './DueMoments';
import { defaultRules } from './EscalationRules';
import { OrderGroups } from './OrderGroups';
import { Orders } from './Orders';

const START_LIMIT_MS = 120_000;
const places = Places.of([
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
] satisfies Place[]);
const vehicles = ['east', 'west'].map((placeId) => ({ id: `${placeId}-car`, plate: placeId, placeId }));
const vehicle = (id: string): (typeof vehicles)[number] | null => vehicles.find((one) => one.id === id) ?? null;
/** The group of a district that only one of the two vehicles belongs to. */
const GROUP = 'place:east';
type State = ParsedInput<'orders:advance'>['state'];

describe.skipIf(!hasWorker)('the talk group that goes with an order', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let media: MediaHub;
  let access: Access;
  let rights: RightsWatch;
  let connections: Connections;
  let groups: TalkGroups;
  let orders: Orders;
  let announcer: KeptAnnouncer;
  let dispatcher: SignedInCaller;
  let crew: SignedInCaller;
  let ssrc = 0;
  const news: BurstNews[] = [];
  const sockets: TestSocket[] = [];
  const clock = Date.now;

  const signIn = (name: string, role: Role, placeId: string, vehicleId: string | null): SignedInCaller => {
    const session = {
      ...{ id: `session of ${name}`, accountId: `account of ${name}`, name, vehicleId, deviceId: null },
      ...{ grants: [{ role, placeId }], expiresAt: Number.MAX_SAFE_INTEGER },
    };
    connections.open(name, '10.0.0.9');
    connections.signIn(name, session);
    return { connectionId: name, address: '10.0.0.9', session };
  };
  const started = async (): Promise<Orders> => {
    const database = databases.main;
    return await Orders.create({
      ...{ database, announcer, log: silentLog, clock: machineClock(clock), audit: new Audit(clock) },
      // Orders look at the place and the plate of a vehicle and at nothing else.
      fleet: { vehicle: (id) => vehicle(id) as Vehicle | null },
      rules: { of: (placeId, priority) => ({ ...defaultRules[priority], placeId, priority }) },
      attachments: new AttachmentsTable(database),
      feed: new Feed(database, announcer, clock),
    });
  };

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
  }, START_LIMIT_MS);
  beforeEach(async () => {
    await databases.main.deleteFrom('orders').execute();
    announcer = new KeptAnnouncer();
    connections = new Connections();
    access = new Access({ places, clock });
    access.registerLocator('vehicle', (id) => {
      const known = vehicle(id);
      return known && { placeId: known.placeId, vehicleIds: [id] };
    });
    rights = RightsWatch.create({ access, connections });
    const feed = new Feed(databases.main, announcer, clock);
    const shared = { connections, access, rights, announcer, feed, log: silentLog };
    const workers = await MediaWorkers.create({ count: 1, listen: listenOn(23_600), log: silentLog });
    media = MediaHub.create({ ...shared, workers });
    groups = await TalkGroups.create({
      ...{ ...shared, media, database: databases.main, audit: new Audit(clock), clock },
      fleet: { vehicles: () => vehicles, onChanged: () => () => undefined },
      burstJournalFile: join(folder.path, 'bursts.journal'),
    });
    news.length = 0;
    groups.onBurst((burst) => news.push(burst));
    orders = await started();
    groups.relateTo(() => ({ orders: orders.open(), alarms: [] }));
    OrderGroups.create({ orders, groups });
    dispatcher = signIn('李', 'dispatcher', 'city', null);
    crew = signIn('王', 'crew', 'west', 'west-car');
  }, START_LIMIT_MS);
  afterEach(async () => {
    await orders.close();
    await groups.close();
    rights.close();
    media.close();
    sockets.splice(0).forEach((socket) => socket.close());
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const send = (groupId: string | null = GROUP, vehicleIds = ['west-car']): Promise<Order> =>
    orders.send(dispatcher, {
      ...{ clientKey: randomUUID(), vehicleIds, groupId },
      content: { text: '前往核实', priority: 'routine', place: null, deadline: null, attachmentIds: [] },
    });
  const step = ({ id: orderId, version }: Order, state: State, by = crew): Promise<Order> =>
    orders.advance(by, by.session.vehicleId ?? '', {
      ...{ orderId, version, state, note: null, attachmentIds: [], at: null },
    });
  const mayTalk = (caller = crew): boolean =>
    access.may(caller.session, 'voice.speak', [{ kind: 'group', id: GROUP }]) &&
    access.may(caller.session, 'voice.listen', [{ kind: 'group', id: GROUP }]);
  const members = (): readonly string[] => groups.group(GROUP)?.vehicleIds ?? [];
  const speaks = async (caller: SignedInCaller): Promise<BurstNews> => {
    const socket = await TestSocket.create();
    sockets.push(socket);
    const source = { ip: '127.0.0.1', port: socket.port };
    await groups.talkers.ingest(caller, { source, payloadType: 111, ssrc: (ssrc += 1) });
    const answer = await groups.requestFloor(caller, { groupId: GROUP, preempt: false, orderId: null, attempt: null });
    const begun = news.find(({ burstId }) => answer.answer === 'granted' && burstId === answer.burstId);
    if (begun === undefined) throw new Error(`not granted: ${answer.answer}`);
    return begun;
  };

  it('is open to the crew from the sending on, and told to its terminal', async () => {
    expect(mayTalk()).toBe(false);
    await send();
    expect(mayTalk()).toBe(true);
    expect(members()).toEqual(['east-car', 'west-car']);
    const [told] = announcer.named('voice:changed');
    expect(told?.group).toMatchObject({ id: GROUP, vehicleIds: ['east-car', 'west-car'] });
  });

  it('has the order’s number on what its crew and the centre say in it', async () => {
    const order = await send();
    await step(order, 'delivered');
    await step(order, 'accepted');
    const said = await speaks(crew);
    expect(said.orderId).toBe(order.id);
    await groups.releaseFloor(crew, GROUP, said.burstId);
    const answered = await speaks(dispatcher);
    expect(answered.orderId).toBe(order.id);
    await groups.releaseFloor(dispatcher, GROUP, answered.burstId);
    const east = await speaks(signIn('赵', 'crew', 'east', 'east-car'));
    // What others say there among themselves is not about an order that they do not have.
    expect(east.orderId).toBeNull();
  });

  it.each(['done', 'refused', 'cancelled', 'closed'] as const)(
    'ends for the crew when the order is %s, also in the middle of a word',
    async (how) => {
      const order = await send();
      for (const state of ['delivered', 'accepted'] as const) await step(order, state);
      await speaks(crew);
      if (how === 'refused') await step(order, 'refused');
      if (how === 'cancelled')
        await orders.cancel(dispatcher, { orderId: order.id, vehicleId: null, reason: '已解除' });
      if (how === 'done' || how === 'closed')
        for (const state of ['arrived', 'done'] as const) await step(order, state);
      if (how === 'closed') await orders.closeReceipts(dispatcher, { orderId: order.id, vehicleId: null, note: null });
      expect(mayTalk()).toBe(false);
      expect(members()).toEqual(['east-car']);
      expect(announcer.said).toContainEqual({ to: '王', name: 'voice:groupClosed', payload: { groupId: GROUP } });
      await until('who spoke is heard no more', () => news.some(({ phase }) => phase === 'ended'));
      expect(announcer.named('voice:changed').flatMap(({ ended }) => ended?.reason ?? [])).toEqual(['no-permission']);
    },
  );

  it('stays open while another order goes with it, and to those whose own it is', async () => {
    const [first, second] = [await send(GROUP, ['east-car', 'west-car']), await send()];
    await orders.cancel(dispatcher, { orderId: first.id, vehicleId: null, reason: '重复' });
    expect(members()).toEqual(['east-car', 'west-car']);
    await orders.cancel(dispatcher, { orderId: second.id, vehicleId: null, reason: '重复' });
    expect(members()).toEqual(['east-car']);
    expect(mayTalk()).toBe(false);
  });

  it('is open again after a restart, and through changes of what the group is of itself', async () => {
    await send();
    await orders.close();
    groups.invite(GROUP, []);
    expect(mayTalk()).toBe(false);
    orders = await started();
    OrderGroups.create({ orders, groups });
    expect(mayTalk()).toBe(true);
    groups.redefineGroup(GROUP, { vehicleIds: [] });
    expect(members()).toEqual(['west-car']);
    await orders.cancel(dispatcher, { orderId: orders.open()[0]?.id ?? '', vehicleId: null, reason: '重复' });
    expect(members()).toEqual([]);
  });

  it('puts nobody into the private channel of another vehicle, nor into a group that is no more', async () => {
    await send('vehicle:east-car');
    expect(groups.group('vehicle:east-car')?.vehicleIds).toEqual(['east-car']);
    await send('moment:gone');
    await send(null);
    expect(mayTalk()).toBe(false);
  });
});
