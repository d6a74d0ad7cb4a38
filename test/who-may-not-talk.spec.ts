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

  // A burst that was never granted holds nobody's floor and releases nothing.
  expect(await dispatcher.refusal('voice:holdFloor', { groupId: city.id, burstId: 'forged' })).not.toBeNull();
  expect(await dispatcher.refusal('voice:releaseFloor', { groupId: city.id, burstId: 'forged' })).not.toBeNull();
});
