import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requestExamples } from '../wire/contractExamples';
import { until } from '../media/mediaForTests';
import { ContractWorld, type Client } from '../wire/ContractWorld';

const WORLD_LIMIT_MS = 120_000;
const good = requestExamples['orders:send'];
const { content } = good;
const place = { longitude: 114.3, latitude: 30.6, name: null, radius: 80 };
const many = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('the door to the orders', () => {
  let world: ContractWorld;
  let desk: Client;

  beforeAll(async () => {
    world = await ContractWorld.create();
    desk = await world.person('dispatcher', 'city');
  }, WORLD_LIMIT_MS);
  afterEach(() => (world.reached.length = 0));
  afterAll(async () => {
    desk.close();
    await world.close();
  });

  it('lets a good one through', async () => {
    await desk.request('orders:send', good);
    expect(world.reached).toContain('orders:send');
  });

  it.each([
    ['without vehicles', { ...good, vehicleIds: [] }],
    ['to more vehicles than 200', { ...good, vehicleIds: many(201, 'car') }],
    ['without a text', { ...good, content: { ...content, text: '  ' } }],
    ['with a text of more than 2,000 characters', { ...good, content: { ...content, text: '长'.repeat(2_001) } }],
    ['with more than 9 attachments', { ...good, content: { ...content, attachmentIds: many(10, 'picture') } }],
    ['with a priority that there is not', { ...good, content: { ...content, priority: 'whenever' } }],
    ['to a place off the earth', { ...good, content: { ...content, place: { ...place, latitude: 91 } } }],
    ['to a place as large as a province', { ...good, content: { ...content, place: { ...place, radius: 5_001 } } }],
    ['with a deadline that is no moment', { ...good, content: { ...content, deadline: 'soon' } }],
    ['with a client key that is none', { ...good, clientKey: 'again' }],
    ['with more than the contract knows', { ...good, silent: true }],
  ])('refuses one %s, by name and before anything has seen it', async (_, order) => {
    expect(await desk.request('orders:send', order)).toMatchObject({ ok: false, code: 'invalid-input' });
    expect(world.reached).not.toContain('orders:send');
  });

  it('puts the refusal on record, with who was refused', async () => {
    expect(await desk.request('orders:send', { ...good, vehicleIds: [] })).toMatchObject({ code: 'invalid-input' });
    const rows = () =>
      world.databases.main
        .selectFrom('audit')
        .select(['outcome', 'accountId', 'details'])
        .where('action', '=', 'orders:send')
        .execute();
    await until('it is on record', async () => (await rows()).length > 0);
    expect((await rows())[0]).toMatchObject({
      ...{ outcome: 'refused', accountId: expect.stringMatching(/./) as unknown, details: { code: 'invalid-input' } },
    });
    expect(await world.databases.main.selectFrom('orders').select('id').execute()).toEqual([]);
  });
});
