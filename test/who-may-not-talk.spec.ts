import { expect, test } from './fixtures/journey';

const PASSWORD = 'zhiqin-demo';

test('strangers and the wrong roles are refused a floor, a call and the log', async ({ openLine }) => {
  const stranger = await openLine();
  const dispatcher = await openLine();
  await dispatcher.signIn('dispatcher', PASSWORD);
  const { groups } = await dispatcher.ask('voice:list', {});
  const city = groups.find(({ kind }) => kind === 'city');
  const hankou = groups.find(({ kind, name }) => kind === 'district' && name === '江岸区');
  if (city === undefined || hankou === undefined) throw new Error('The demo has a city and its districts.');
  const now = Date.now();
  const log = { from: now - 1_000, to: now, groupId: null, speakerId: null, limit: 1 };

  expect(await stranger.refusal('voice:requestFloor', { groupId: city.id })).toBe('unauthenticated');
  expect(await stranger.refusal('calls:ring', { vehicleId: '8T216' })).toBe('unauthenticated');
  expect(await stranger.refusal('voiceLog:list', log)).toBe('unauthenticated');
  expect(await stranger.refusal('status:report', {})).toBe('unauthenticated');

  const supervisor = await openLine();
  await supervisor.signIn('supervisor', PASSWORD);
  expect(await supervisor.refusal('voice:requestFloor', { groupId: city.id })).toBe('forbidden');
  expect(await supervisor.refusal('calls:ring', { vehicleId: '8T216' })).toBe('forbidden');
  expect(await supervisor.refusal('calls:startEmergency', { groupId: city.id })).toBe('forbidden');
  expect(await supervisor.refusal('voiceLog:list', log)).toBeNull();

  // A district's dispatcher is in charge of his own district alone.
  const wuchang = await openLine();
  await wuchang.signIn('wuchang', PASSWORD);
  expect(await wuchang.refusal('voice:requestFloor', { groupId: hankou.id })).toBe('forbidden');
  expect(await wuchang.refusal('calls:ring', { vehicleId: '6M560' })).toBe('forbidden');
  expect(await wuchang.refusal('calls:listenAmbient', { vehicleId: '6M560', reason: '不是本区的车辆' })).toBe(
    'forbidden',
  );
  expect(
    await wuchang.refusal('calls:open', { opening: { kind: 'broadcast', name: '越界', vehicleIds: ['6M560'] } }),
  ).toBe('forbidden');

  // A burst that was never granted holds nobody's floor, takes nobody's turn and releases nothing.
  const forged = { groupId: city.id, burstId: 'forged' };
  expect(await dispatcher.refusal('voice:holdFloor', forged)).toBe('conflict');
  expect(await dispatcher.refusal('voice:takeFloor', forged)).toBe('conflict');
  expect(await dispatcher.refusal('voice:releaseFloor', forged)).toBe('conflict');
  expect(await dispatcher.refusal('voice:cancelRequest', { groupId: city.id })).toBe('conflict');
  // Neither a call nor a group nor an order can be guessed, and nobody takes more priority than he has.
  for (const name of ['calls:answer', 'calls:refuse', 'calls:hangUp', 'calls:hear'] as const)
    expect(await dispatcher.refusal(name, { callId: 'foreign' })).toBe('not-found');
  expect(await dispatcher.refusal('voice:requestFloor', { groupId: 'foreign' })).toBe('not-found');
  expect(await dispatcher.refusal('voice:requestFloor', { groupId: city.id, orderId: 'foreign' })).toBe('not-found');
  expect(await dispatcher.refusal('voice:requestFloor', { groupId: city.id, priority: 15 })).toBe('forbidden');
  // Timers out of bounds change nothing, and only who may set them does.
  expect(await dispatcher.refusal('voice:configure', { groupId: city.id, settings: { talkLimitMs: 1 } })).toBe(
    'invalid-input',
  );
  expect(await supervisor.refusal('voice:settings', {})).toBe('forbidden');
});
