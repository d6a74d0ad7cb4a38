import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order, ParsedInput, Vehicle } from '@protocol';
import { AttachmentsTable } from '../attachments/AttachmentsTable';
import { Audit } from '../audit/Audit';
import { actionsAfter, newestRow } from '../persistence/recordForTests';
import { Feed } from '../feed/Feed';
import { KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { FakeClock } from '../voice/FakeClock';
import type { SignedInCaller } from '../wire/Caller';
import { defaultRules } from './EscalationRules';
import { Orders } from './Orders';

const START_LIMIT_MS = 120_000;
const NOW = 1_795_000_000_000;
const place = { longitude: 114.3, latitude: 30.6, name: '路口', radius: 100 };

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
type Step = ParsedInput<'orders:advance'>['state'];

describe('the course of an order on the server', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let announcer: KeptAnnouncer;
  let clock: FakeClock;
  let orders: Orders;
  /** The newest audit row as a test begins. */
  let lastRow: number;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
  }, START_LIMIT_MS);
  beforeEach(async () => {
    await databases.main.deleteFrom('orders').execute();
    lastRow = await newestRow(databases.main);
    announcer = new KeptAnnouncer();
    clock = new FakeClock(NOW);
    orders = await started();
  });
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const started = (): Promise<Orders> =>
    Orders.create({
      database: databases.main,
      rules: { of: (placeId, priority) => ({ ...defaultRules[priority], placeId, priority }) },
      attachments: new AttachmentsTable(databases.main),
      // Orders look at the place and the plate of a vehicle and at nothing else.
      fleet: { vehicle: (id) => ({ id, plate: `plate of ${id}`, placeId: 'east' }) as Vehicle },
      announcer,
      audit: new Audit(clock.now),
      feed: new Feed(databases.main, announcer, clock.now),
      log: silentLog,
      clock,
    });
  const content = (change: Partial<Order['content']> = {}): Order['content'] => ({
    ...{ text: '请到场核实。', priority: 'flash', place: null, deadline: null, attachmentIds: [] },
    ...change,
  });
  const send = (change: Partial<Order['content']> = {}, vehicleIds = ['car-1']): Promise<Order> =>
    orders.send(dispatcher, { clientKey: randomUUID(), vehicleIds, content: content(change), groupId: null });
  const step = (order: Order, state: Step, change: Partial<ParsedInput<'orders:advance'>> = {}): Promise<Order> =>
    orders.advance(crew, 'car-1', {
      ...{ orderId: order.id, version: order.version, state, note: null, attachmentIds: [], at: null },
      ...change,
    });
  const receiptOf = async ({ id }: Order, vehicleId = 'car-1') =>
    (await orders.find(id)).receipts.find((receipt) => receipt.vehicleId === vehicleId);
  const actions = () => actionsAfter(databases.main, lastRow);
  const feedKinds = () => announcer.named('feed:added').map(({ kind }) => kind);

  it('ends with a word to the dispatcher where no terminal had it in time', async () => {
    const order = await send();
    clock.pass(defaultRules.flash.expiresAfterSeconds * 1000);
    await until('it has expired', async () => (await receiptOf(order))?.state === 'expired');
    expect(feedKinds().at(-1)).toBe('order-expired');
    expect((await actions()).at(-1)).toBe('orders.expired');
    await expect(step(order, 'accepted')).rejects.toMatchObject({ code: 'conflict' });
    expect((await step(order, 'delivered')).receipts[0]?.state).toBe('expired');
  });

  it('goes through the steps of its rules until somebody answers, each on record, and then no further', async () => {
    orders.suggestBy(() => 'car-7');
    const order = await send();
    clock.pass(15_000);
    await until('another is suggested', async () => (await receiptOf(order))?.escalations.length === 1);
    expect((await receiptOf(order))?.escalations).toEqual([
      { at: NOW + 15_000, cause: 'not-delivered', step: 'suggest-next-vehicle', suggestedVehicleId: 'car-7' },
    ]);
    await step(order, 'delivered');
    clock.pass(10_000);
    await until('the tone is repeated', async () => (await receiptOf(order))?.escalations.length === 2);
    await step(order, 'accepted');
    const before = await actions();
    clock.pass(24 * 3600 * 1000);
    await orders.close();
    expect(await actions()).toEqual(before);
    expect(before).toEqual([
      ...['orders.send', 'orders.escalated', 'orders.delivered', 'orders.escalated', 'orders.accepted'],
    ]);
  });

  it('is called on no more once the crew has picked up, by this server or the next, though it is not accepted', async () => {
    const order = await send();
    await step(order, 'delivered');
    for (const count of [1, 2, 3]) {
      clock.pass(10_000);
      await until('the next step is taken', async () => (await receiptOf(order))?.escalations.length === count);
    }
    orders.watch.called(order.id, 'car-1', { outcome: 'answered', name: '李' });
    await until('it is known that it picked up', async () => {
      return (await receiptOf(order))?.escalations.at(-1)?.call !== undefined;
    });
    expect(feedKinds().at(-1)).toBe('order-call-answered');
    await orders.close();
    orders = await started();
    clock.pass(24 * 3600 * 1000);
    await orders.close();
    const receipt = await receiptOf(order);
    expect(receipt).toMatchObject({ state: 'delivered', names: { sent: '李' } });
    expect(receipt?.escalations.map(({ step: taken, call }) => [taken, call?.outcome])).toEqual([
      ['repeat-with-tone', undefined],
      ['read-aloud', undefined],
      ['ring-crew', 'answered'],
    ]);
    expect((await actions()).at(-1)).toBe('orders.call-answered');
  });

  it('is called on as planned where nobody could ring, which is on record', async () => {
    const order = await send();
    await step(order, 'delivered');
    for (const count of [1, 2, 3]) {
      clock.pass(10_000);
      await until('the next step is taken', async () => (await receiptOf(order))?.escalations.length === count);
    }
    orders.watch.called(order.id, 'car-1', { outcome: 'no-desk', name: null });
    await until('it is known that nobody rang', () => feedKinds().at(-1) === 'order-call-failed');
    clock.pass(30_000);
    await until('the next step is taken', async () => (await receiptOf(order))?.escalations.length === 4);
    expect((await actions()).slice(-2)).toEqual(['orders.call-failed', 'orders.escalated']);
  });

  it('goes on being waited for by the server that comes after', async () => {
    const order = await send();
    await orders.close();
    clock.pass(5_000);
    orders = await started();
    clock.pass(10_000);
    await until('another is suggested', async () => (await receiptOf(order))?.escalations.length === 1);
    clock.pass(defaultRules.flash.expiresAfterSeconds * 1000);
    await until('it has expired', async () => (await receiptOf(order))?.state === 'expired');
  });

  it('sent again after a week, by a retry that had been forgotten, is still the same order', async () => {
    const input = { clientKey: randomUUID(), vehicleIds: ['car-1'], content: content(), groupId: null };
    const order = await orders.send(dispatcher, { ...input, expiresAfterSeconds: 5 });
    clock.pass(5_000);
    await until('it has expired', async () => (await receiptOf(order))?.state === 'expired');
    clock.pass(7 * 24 * 3600 * 1000);
    orders = await started();
    expect(orders.list(() => true)).toEqual([]);
    expect((await orders.send(dispatcher, input)).id).toBe(order.id);
    await expect(orders.send(callerNamed('周'), input)).rejects.toMatchObject({ code: 'conflict' });
    expect((await send()).number).toBe(order.number + 1);
  });

  it('begins again with a correction: a new version, which the crew must accept again', async () => {
    const order = await send({}, ['car-1', 'car-2']);
    await step(order, 'delivered');
    await step(order, 'accepted');
    clock.pass(1_000);
    const corrected = await orders.correct(dispatcher, {
      ...{ orderId: order.id, version: 1, content: content({ text: '改到北门。' }) },
    });
    expect(corrected).toMatchObject({ version: 2, content: { text: '改到北门。' } });
    expect(corrected.earlier).toEqual([{ version: 1, at: NOW, name: '李', content: content() }]);
    expect(corrected.receipts.map(({ version, state }) => [version, state])).toEqual([
      [2, 'sent'],
      [2, 'sent'],
    ]);
    await expect(step(order, 'arrived')).rejects.toMatchObject({ code: 'conflict' });
    expect((await step(order, 'delivered')).receipts[0]?.state).toBe('sent');
    expect((await step(corrected, 'delivered')).receipts[0]?.state).toBe('delivered');
    const again = { orderId: order.id, version: 1, content: content() };
    await expect(orders.correct(dispatcher, again)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('has arrived once the vehicle is within the place, by a fix that is not older than the crew’s yes', async () => {
    const order = await send({ place });
    await step(order, 'delivered');
    await step(order, 'accepted');
    const fix = { ...place, number: 1, speed: null, heading: null, accuracy: null };
    orders.watch.vehicleMoved('car-1', { ...fix, at: NOW - 60_000 });
    orders.watch.vehicleMoved('car-1', { ...fix, longitude: 114.31, at: NOW });
    orders.watch.vehicleMoved('car-2', { ...fix, at: NOW });
    expect((await receiptOf(order))?.state).toBe('accepted');
    orders.watch.vehicleMoved('car-1', { ...fix, longitude: 114.3005, at: NOW });
    await until('it has arrived', async () => (await receiptOf(order))?.state === 'arrived');
    expect(await receiptOf(order)).toMatchObject({ arrivedBy: 'position' });
    expect((await step(order, 'arrived')).receipts[0]?.arrivedBy).toBe('position');
  });

  it('is cancelled for one vehicle or for all that have not finished, and closed where a crew has', async () => {
    const order = await send({}, ['car-1', 'car-2', 'car-3']);
    const cancelled = { orderId: order.id, vehicleId: 'car-2', reason: '情况已解除' };
    await orders.cancel(dispatcher, cancelled);
    expect(await receiptOf(order, 'car-2')).toMatchObject({ state: 'cancelled', note: '情况已解除' });
    const closing = { orderId: order.id, vehicleId: null, note: null };
    await expect(orders.closeReceipts(dispatcher, closing)).rejects.toMatchObject({ code: 'conflict' });
    for (const state of ['delivered', 'accepted', 'arrived', 'done'] as const) await step(order, state);
    await orders.cancel(dispatcher, { ...cancelled, vehicleId: null });
    expect((await orders.find(order.id)).receipts.map(({ state }) => state)).toEqual([
      'done',
      'cancelled',
      'cancelled',
    ]);
    await orders.closeReceipts(dispatcher, closing);
    expect((await receiptOf(order))?.state).toBe('closed');
    await expect(orders.cancel(dispatcher, { ...cancelled, vehicleId: null })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('knows the time of a step that was taken without a network, and believes no clock from the future', async () => {
    const order = await send();
    clock.pass(5_000);
    await step(order, 'delivered', { at: NOW + 1_000 });
    expect((await receiptOf(order))?.times.delivered).toBe(NOW + 1_000);
    await step(order, 'accepted', { at: NOW - 60_000 });
    expect((await receiptOf(order))?.times.accepted).toBe(NOW + 1_000);
    const future = { at: NOW + 3_600_000 };
    await expect(step(order, 'arrived', future)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(send({ deadline: NOW - 1 })).rejects.toMatchObject({ code: 'invalid-input' });
    expect((await receiptOf(order))?.state).toBe('accepted');
  });

  it('changes nothing where the state does not allow it, or the order went to another vehicle', async () => {
    const order = await send({}, ['car-2']);
    const before = await orders.find(order.id);
    await expect(step(order, 'delivered')).rejects.toMatchObject({ code: 'not-found' });
    const own = await send();
    await expect(step(own, 'done')).rejects.toMatchObject({ code: 'conflict' });
    expect(await orders.find(order.id)).toEqual(before);
    expect(await actions()).toEqual(['orders.send', 'orders.send']);
  });

  it('goes to another dispatcher while it is open and his who hands it over, which is on record', async () => {
    const [open, finished] = [await send(), await send()];
    for (const state of ['delivered', 'refused'] as const) await step(finished, state);
    const to = { accountId: 'account of 周', name: '周' };
    expect(await orders.handOver(dispatcher, open.id, to, '夜班')).toBe(true);
    expect(await orders.handOver(dispatcher, finished.id, to, '夜班')).toBe(false);
    expect((await orders.find(open.id)).owner).toEqual(to);
    expect((await orders.find(finished.id)).owner.name).toBe('李');
    expect(await orders.handOver(dispatcher, open.id, to, '夜班')).toBe(false);
    expect((await actions()).filter((action) => action === 'orders.handOver')).toHaveLength(1);
  });

  it('is told to every page as it stands after each change, with a revision that counts up', async () => {
    const order = await send();
    await step(order, 'delivered');
    await orders.reportReadAloud(crew, 'car-1', { orderId: order.id, version: 1, outcome: 'no-voice' });
    const told = announcer.named('orders:changed');
    expect(told.map(({ revision }) => revision)).toEqual([NOW, NOW + 1, NOW + 2]);
    expect(told.at(-1)?.receipts[0]).toMatchObject({ state: 'delivered', readAloud: { outcome: 'no-voice', at: NOW } });
    expect(told.at(-1)).not.toHaveProperty('clientKey');
    expect((await started()).list(() => true)).toEqual(orders.list(() => true));
  });
});
