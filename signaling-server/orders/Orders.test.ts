import { randomUUID } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order, OrderPriority, ParsedInput, Vehicle } from '@protocol';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import { Audit } from '../audit/Audit';
import { newestRow } from '../persistence/recordForTests';
import { Feed } from '../feed/Feed';
import { KeptAnnouncer, silentLog } from '../media/mediaForTests';
import { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { clusterFolders, openEmbeddedStores } from '../persistence/openEmbeddedStores';
import type { SignedInCaller } from '../wire/Caller';
import { FakeClock } from '../voice/FakeClock';
import { defaultRules } from './EscalationRules';
import { OrderMessages } from './OrderMessages';
import { Orders } from './Orders';

const START_LIMIT_MS = 120_000;
const NOW = 1_795_000_000_000;
const fleet = ['car-1', 'car-2', 'car-3'];

const openFolder = (dataFolder: string): Promise<Databases> =>
  Databases.create({
    source: { embedded: openEmbeddedStores({ dataFolder, onDied: () => undefined }) },
    log: pino({ level: 'silent' }),
  });

const callerNamed = (name: string, vehicleId: string | null = null): SignedInCaller => ({
  connectionId: `line of ${name}`,
  address: '10.0.0.9',
  session: {
    ...{ id: `session of ${name}`, accountId: `account of ${name}`, name, vehicleId, deviceId: null },
    ...{ grants: [], expiresAt: Number.MAX_SAFE_INTEGER },
  },
});
const dispatcher = callerNamed('李');
const crew = callerNamed('王', 'car-1');

const orderTo = (vehicleIds: string[], clientKey: string = randomUUID()): ParsedInput<'orders:send'> => ({
  ...{ clientKey, vehicleIds, groupId: null },
  content: { text: '请到场核实。', priority: 'routine', place: null, deadline: null, attachmentIds: [] },
});

describe('orders', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let announcer: KeptAnnouncer;
  let orders: Orders;
  let messages: OrderMessages;
  /** The numbers of the newest order and the newest audit row as a test begins. */
  let before: { order: number; auditRow: number };

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openFolder(folder.path);
  }, START_LIMIT_MS);
  beforeEach(async () => {
    announcer = new KeptAnnouncer();
    orders = await ordersOver(databases);
    messages = await OrderMessages.create({ ...dependenciesOf(databases), clock: clock.now });
    const [order] = await databases.main.selectFrom('orders').select('number').orderBy('number', 'desc').execute();
    before = { order: order?.number ?? 0, auditRow: await newestRow(databases.main) };
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const clock = new FakeClock(NOW);

  function dependenciesOf({ main }: Databases) {
    return {
      database: main,
      rules: { of: (placeId: string, priority: OrderPriority) => ({ ...defaultRules[priority], placeId, priority }) },
      attachments: new AttachmentsTable(main),
      fleet: {
        vehicle: (id: string) =>
          // Orders look at the place and the plate of a vehicle and at nothing else.
          fleet.includes(id) ? ({ id, plate: `plate of ${id}`, placeId: `place of ${id}` } as Vehicle) : null,
      },
      announcer,
      audit: new Audit(clock.now),
      feed: new Feed(main, announcer, clock.now),
      log: silentLog,
    };
  }
  const ordersOver = (over: Databases, audit: Pick<Audit, 'writeAll'> = new Audit(clock.now)): Promise<Orders> =>
    Orders.create({ ...dependenciesOf(over), audit, clock });

  const auditRows = () =>
    databases.main
      .selectFrom('audit')
      .select(['action', 'outcome', 'accountId', 'actorName', 'sessionId', 'address', 'subjectKind', 'details'])
      .where('number', '>', before.auditRow)
      .orderBy('number')
      .execute();
  const feedLines = () =>
    databases.main.selectFrom('feed').select(['vehicleId', 'kind', 'placeId', 'details']).execute();
  const numberOf = async (sending: Promise<Order>) => (await sending).number - before.order;

  it('to several vehicles are one order, one audit row, and a line of the feed for each vehicle', async () => {
    const order = await orders.send(dispatcher, orderTo(['car-2', 'car-1', 'car-2']));
    expect(orders.list(() => true)).toContainEqual(order);
    expect(await auditRows()).toEqual([
      {
        ...{ action: 'orders.send', outcome: 'done', accountId: 'account of 李', actorName: '李' },
        ...{ sessionId: 'session of 李', address: '10.0.0.9', subjectKind: 'order' },
        details: { number: order.number, vehicles: 'car-1 car-2', priority: 'routine' },
      },
    ]);
    expect(await feedLines()).toEqual(
      ['car-1', 'car-2'].map((vehicleId) => ({
        ...{ vehicleId, kind: 'order-sent', placeId: `place of ${vehicleId}` },
        details: { plate: `plate of ${vehicleId}`, orderNumber: order.number },
      })),
    );
    expect(announcer.said.map(({ name }) => name)).toEqual(['orders:changed', 'feed:added', 'feed:added']);
  });

  it('leave an audit row and a line of the feed for every step and word of a crew, once', async () => {
    const { id, number: orderNumber } = await orders.send(dispatcher, orderTo(['car-3']));
    const step = (state: 'delivered' | 'accepted', note: string | null = null) =>
      orders.advance(crew, 'car-3', { orderId: id, version: 1, state, note, attachmentIds: [], at: null });
    const word = { clientKey: randomUUID(), vehicleId: 'car-3', orderId: id, text: '收到' };
    await step('delivered');
    await step('accepted', '马上到');
    await step('accepted');
    await messages.say(crew, 'crew', word);
    await messages.say(crew, 'crew', word);
    expect((await auditRows()).map(({ action, actorName }) => [action, actorName])).toEqual([
      ['orders.send', '李'],
      ['orders.delivered', '王'],
      ['orders.accepted', '王'],
      ['orders.say', '王'],
    ]);
    const lines = (await feedLines()).filter(({ vehicleId }) => vehicleId === 'car-3');
    expect(lines.map(({ kind, details }) => [kind, details])).toEqual([
      ['order-sent', { plate: 'plate of car-3', orderNumber }],
      ['order-delivered', { plate: 'plate of car-3', orderNumber }],
      ['order-accepted', { plate: 'plate of car-3', orderNumber, text: '马上到' }],
      ['crew-message', { plate: 'plate of car-3', text: '收到' }],
    ]);
  });

  it('stand with their audit row and their lines of the feed, or none of them does and nobody is told', async () => {
    const broken = await ordersOver(databases, { writeAll: () => Promise.reject(new Error('no audit')) });
    const standing = [orders.list(() => true), await feedLines()];
    await expect(broken.send(dispatcher, orderTo(['car-1']))).rejects.toThrow('no audit');
    expect([orders.list(() => true), await feedLines()]).toEqual(standing);
    expect(broken.list(() => true)).toEqual(orders.list(() => true));
    expect(announcer.said).toEqual([]);
    expect(await numberOf(orders.send(dispatcher, orderTo(['car-1'])))).toBe(1);
  });

  it('sent again are the same order, and take no number', async () => {
    const input = orderTo(['car-1']);
    const first = await orders.send(dispatcher, input);
    const answers = await Promise.all([1, 2, 3].map(() => orders.send(dispatcher, input)));
    expect(answers.map(({ id }) => id)).toEqual([first.id, first.id, first.id]);
    expect(await numberOf(orders.send(dispatcher, orderTo(['car-2'])))).toBe(2);
    expect(await auditRows()).toHaveLength(2);
  });

  it('sent at once are numbered without a gap', async () => {
    const sent = await Promise.all(
      Array.from({ length: 8 }, () => numberOf(orders.send(dispatcher, orderTo(['car-1'])))),
    );
    expect(sent.sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it(
    'go on with the next number after the database has crashed',
    async () => {
      await orders.send(dispatcher, orderTo(['car-1']));
      // What a crash leaves behind is what is on the disk while the database is open.
      const crashed = join(folder.path, 'crashed');
      for (const cluster of clusterFolders(folder.path)) {
        await cp(cluster, cluster.replace(folder.path, crashed), { recursive: true });
      }
      const after = await openFolder(crashed);
      try {
        expect(await numberOf((await ordersOver(after)).send(dispatcher, orderTo(['car-1'])))).toBe(2);
      } finally {
        await after.close();
      }
    },
    START_LIMIT_MS,
  );
});
