import { expect, test } from './fixtures/journey';

const PASSWORD = 'zhiqin-demo';
/** A vehicle of Jiang'an, which the dispatcher of Wuchang has no rights in. */
const elsewhere = '3Z071';
const camera = `${elsewhere}:front`;
const order = () => ({
  clientKey: crypto.randomUUID(),
  vehicleIds: [elsewhere],
  content: { text: '请到场核实', priority: 'routine' as const, place: null, deadline: null, attachmentIds: [] },
});
const today = () => ({ from: Date.now() - 3_600_000, to: Date.now() });

test('a stranger learns nothing, by signalling or over HTTP', async ({ openLine, request }) => {
  const line = await openLine();
  expect(await line.refusal('fleet:list', {})).toBe('unauthenticated');
  expect(await line.refusal('video:watch', { cameraId: camera })).toBe('unauthenticated');
  expect(await line.refusal('orders:send', order())).toBe('unauthenticated');
  expect((await request.get(`/media/cameras/${camera}/poster`)).status()).toBe(401);
  expect((await request.get('/media/segments/any')).status()).toBe(401);
});

test('a dispatcher of one district does not see, hear, order or replay another', async ({ openLine, request }) => {
  const centre = await openLine();
  await centre.signIn('dispatcher', PASSWORD);
  expect((await centre.ask('fleet:list', {})).vehicles.map(({ id }) => id)).toContain(elsewhere);

  const line = await openLine();
  await line.signIn('wuchang', PASSWORD);
  const { vehicles } = await line.ask('fleet:list', {});
  expect(vehicles.length).toBeGreaterThan(0);
  expect(vehicles.map(({ id }) => id)).not.toContain(elsewhere);
  expect(await line.refusal('video:watch', { cameraId: camera })).toBe('forbidden');
  expect(await line.refusal('video:listen', { vehicleId: elsewhere })).toBe('forbidden');
  expect(await line.refusal('orders:send', order())).toBe('forbidden');
  expect(await line.refusal('recording:segments', { vehicleId: elsewhere, ...today() })).toBe('forbidden');
  const poster = await request.get(`/media/cameras/${camera}/poster`, {
    headers: { authorization: `Bearer ${line.token}` },
  });
  expect(poster.status()).toBe(403);
});

test('a supervisor reviews, and neither listens live, speaks nor orders', async ({ openLine }) => {
  const line = await openLine();
  await line.signIn('supervisor', PASSWORD);
  expect(await line.refusal('recording:segments', { vehicleId: elsewhere, ...today() })).toBeNull();
  expect(await line.refusal('video:listen', { vehicleId: elsewhere })).toBe('forbidden');
  expect(await line.refusal('voice:requestFloor', { groupId: 'place:420102' })).toBe('forbidden');
  expect(await line.refusal('orders:send', order())).toBe('forbidden');
});

test('an administrator keeps the accounts and watches nobody', async ({ openLine }) => {
  const line = await openLine();
  await line.signIn('administrator', PASSWORD);
  expect(await line.refusal('video:watch', { cameraId: camera })).toBe('forbidden');
  expect(await line.refusal('orders:send', order())).toBe('forbidden');
  expect(await line.refusal('recording:segments', { vehicleId: elsewhere, ...today() })).toBe('forbidden');
});
