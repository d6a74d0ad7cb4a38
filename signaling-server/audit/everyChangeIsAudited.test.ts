import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order, OrderContent, OrderPriority, Place, ReceiptState, Vehicle } from '@protocol';
import { Alarms, type AlarmFact } from '../alarms/Alarms';
import { defaultThresholds, Thresholds } from '../alarms/Thresholds';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import { Feed } from '../feed/Feed';
import { KeptAnnouncer, silentLog } from '../media/mediaForTests';
import { defaultRules, EscalationRules } from '../orders/EscalationRules';
import { OrderMessages } from '../orders/OrderMessages';
import { Orders } from '../orders/Orders';
import { OrderTemplates } from '../orders/OrderTemplates';
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
const placeList: Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
];
const callerNamed = (name: string, vehicleId: string | null = null): SignedInCaller => ({
  ...{ connectionId: `line of ${name}`, address: '10.0.0.9' },
  session: {
    ...{ id: `session of ${name}`, accountId: `account of ${name}`, name, vehicleId, deviceId: null },
    ...{ grants: [], expiresAt: Number.MAX_SAFE_INTEGER },
  },
});
const desk = callerNamed('李');
const crew = callerNamed('王', 'car');

/** Everything that may be changed here, and what tells of it. */
const tables = [
  ...(['orders', 'receipts', 'messages', 'orderTemplates', 'escalationRules'] as const),
  ...(['alarms', 'alarmThresholds', 'holds', 'feed', 'audit'] as const),
];

describe('every change and its row in the record', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let orders: Orders;
  let messages: OrderMessages;
  let templates: OrderTemplates;
  let rules: EscalationRules;
  let thresholds: Thresholds;
  let alarms: Alarms;
  const clock = new FakeClock(NOW);
  const audit = new FailingAudit(clock.now);
  const announcer = new KeptAnnouncer();
  const template = { id: randomUUID(), placeId: 'east', name: '核实', text: '前往核实', priority: 'routine' as const };
  /** What the changes before this one have made. */
  let order: Order;
  let alarmId: string;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const database = databases.main;
    await new PlacesTable(database).add(placeList);
    await new SeedVehiclesTable(database).add([{ id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] }]);
    const places = Places.of(placeList);
    // Orders look at the place and the plate of a vehicle and at nothing else.
    const fleet = { vehicle: (id: string) => ({ id, plate: '鄂A·00001', placeId: 'east' }) as Vehicle };
    const feed = new Feed(database, announcer, clock.now);
    rules = await EscalationRules.create({ database, places, audit });
    thresholds = await Thresholds.create({ database, places, audit });
    templates = new OrderTemplates({ database, audit });
    const shared = { database, announcer, audit, feed, log: silentLog };
    orders = await Orders.create({ ...shared, fleet, rules, clock, attachments: new AttachmentsTable(database) });
    messages = await OrderMessages.create({ ...shared, fleet, clock: clock.now });
    const holds = new Holds({ database, audit, clock: clock.now });
    const connections = new Connections();
    alarms = await Alarms.create({ ...shared, thresholds, places, connections, holds, clock });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await alarms.close();
    await orders.close();
    await databases.close();
    await folder.remove();
  });

  const content: OrderContent = {
    text: '前往核实',
    priority: 'routine',
    place: null,
    deadline: null,
    attachmentIds: [],
  };
  const send = async (): Promise<void> => {
    order = await orders.send(desk, { clientKey: randomUUID(), vehicleIds: ['car'], content, groupId: null });
  };
  type Step = Extract<ReceiptState, 'delivered' | 'read' | 'accepted' | 'refused' | 'on-the-way' | 'arrived' | 'done'>;
  const step = (state: Step) => async (): Promise<void> => {
    const { id: orderId, version } = order;
    order = await orders.advance(crew, 'car', { orderId, version, state, note: null, attachmentIds: [], at: null });
  };
  const factOf = (kind: AlarmFact['kind']): AlarmFact => ({
    ...{ kind, placeId: 'east', vehicleId: 'car', cameraId: null, details: {}, position: null },
  });
  const speeding = async (): Promise<void> => {
    await alarms.raise(factOf('overspeed'));
    alarmId = alarms.open()[0]?.id ?? '';
  };
  const callForHelp = async (): Promise<void> => {
    ({ id: alarmId } = await alarms.raiseByCrew(crew, randomUUID(), factOf('sos')));
  };
  const act =
    (event: Parameters<Alarms['act']>[2], by = desk) =>
    (): Promise<unknown> =>
      alarms.act(by, alarmId, event, null);
  const by = desk.session.accountId;
  const toOther = { accountId: 'account of 赵', name: '赵' };
  const priority: OrderPriority = 'routine';

  /** In this order, each building on those before it: the rows that it leaves, and what is done. */
  const changes: readonly (readonly [actions: string, change: () => Promise<unknown>])[] = [
    ['orders.saveRule', () => rules.save(desk, { ...defaultRules[priority], placeId: 'east', priority })],
    ['orders.saveTemplate', () => templates.save(desk, template)],
    ['orders.deleteTemplate', () => templates.remove(desk, template.id, 'east')],
    ['alarms.saveThresholds', () => thresholds.save(desk, 'east', { ...defaultThresholds, stillMinutes: 5 })],
    ['orders.send', send],
    ['orders.delivered', step('delivered')],
    ['orders.read', step('read')],
    ['orders.accepted', step('accepted')],
    ['orders.on-the-way', step('on-the-way')],
    ['orders.arrived', step('arrived')],
    ['orders.done', step('done')],
    ['orders.closed', () => orders.closeReceipts(desk, { orderId: order.id, vehicleId: null, note: null })],
    ['orders.send', send],
    ['orders.delivered', step('delivered')],
    [
      'orders.readAloud',
      () => orders.reportReadAloud(crew, 'car', { orderId: order.id, version: 1, outcome: 'answered' }),
    ],
    ['orders.refused', step('refused')],
    ['orders.send', send],
    ['orders.corrected', () => orders.correct(desk, { orderId: order.id, version: 1, content })],
    [
      'orders.reply',
      () =>
        messages.say(desk, 'centre', { clientKey: randomUUID(), vehicleId: 'car', orderId: order.id, text: '请回话' }),
    ],
    ['orders.handOver', () => orders.handOver(desk, order.id, toOther, '请继续')],
    ['orders.cancelled', () => orders.cancel(desk, { orderId: order.id, vehicleId: null, reason: '不再需要' })],
    ['alarms.raised', speeding],
    ['alarms.attended', act({ name: 'attend', by })],
    ['alarms.parked', act({ name: 'park', by, until: NOW + 60_000 })],
    ['alarms.attended', act({ name: 'attend', by })],
    ['alarms.released', act({ name: 'release', by })],
    ['alarms.cleared', () => alarms.clear({ kind: 'overspeed', vehicleId: 'car', cameraId: null })],
    ['alarms.raised-again', speeding],
    ['alarms.attended', act({ name: 'attend', by })],
    ['alarms.handed-over', () => alarms.handOver(desk, alarms.open()[0]?.id ?? '', toOther, '请继续')],
    ['alarms.completed', act({ name: 'complete', by: toOther.accountId }, callerNamed('赵'))],
    ['alarms.raised recording.hold', callForHelp],
    ['alarms.undone recording.holdEnded', act({ name: 'undo' }, crew)],
  ];

  const everything = (): Promise<unknown> => contentsOf(databases.main, tables);

  it.each(changes.map(([actions, change], number) => [number + 1, actions, change] as const))(
    'stand together or not at all, and the row is there once: %i %s',
    async (_, actions, change) => {
      const before = await everything();
      const newest = await newestRow(databases.main);
      announcer.said.length = 0;
      audit.fails = true;
      await expect(change()).rejects.toThrow('no audit');
      audit.fails = false;
      expect(await everything()).toEqual(before);
      expect(announcer.said).toEqual([]);

      await change();
      expect(await everything()).not.toEqual(before);
      expect(await actionsAfter(databases.main, newest)).toEqual(actions.split(' '));
    },
    START_LIMIT_MS,
  );
});
