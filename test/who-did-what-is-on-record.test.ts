import { randomUUID } from 'node:crypto';
import type { ReceiptState, RequestOutput } from '@protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Line } from './fixtures/Line';
import { tablets, type TabletVehicle } from './fixtures/terminal';
import { Zhiqin } from './fixtures/Zhiqin';

/** What the issue names: each is done once here, by a line without a page, and must be found by who reviews. */
const done = [
  ...['orders.send', 'orders.delivered', 'orders.read', 'orders.accepted', 'orders.refused', 'orders.on-the-way'],
  ...['orders.arrived', 'orders.done', 'orders.closed', 'orders.cancelled', 'orders.corrected', 'orders.expired'],
  ...['orders.escalated', 'orders.handOver', 'orders.handOverShift', 'orders.seeHandOver'],
  ...['alarms.raised', 'alarms.attended', 'alarms.parked', 'alarms.unparked', 'alarms.released', 'alarms.completed'],
  ...[
    'alarms.undone',
    'alarms.handed-over',
    'alarms.passed-on',
    'orders.exportTimes',
    'orders.saveRule',
    'orders.saveTemplate',
  ],
  ...['orders.deleteTemplate', 'alarms.saveThresholds', 'session:signIn'],
];
const refusedOnes = ['orders:advance', 'orders:cancel', 'session:signIn'];
const PAGE = 200;
const WITHIN_MS = 60_000;
const PATIENCE_MS = 240_000;

async function crewLine(line: Line, { code, plate, name, pin }: (typeof tablets)[TabletVehicle]): Promise<void> {
  const { deviceToken } = await line.ask('session:enrol', { code });
  const { vehicles, crew } = await line.ask('session:deviceChoices', { deviceToken });
  const vehicleId = vehicles.find((vehicle) => vehicle.plate === plate)?.id ?? '';
  const account = crew.find((member) => member.name === name)?.account ?? '';
  await line.ask('session:signInCrew', { deviceToken, account, pin, vehicleId });
  await line.ask('fleet:goOnDuty', { crew: [name] });
}

let zhiqin: Zhiqin;
const lines: Line[] = [];
const openLine = async (): Promise<Line> => {
  const line = await Line.create(zhiqin.address);
  lines.push(line);
  return line;
};
beforeAll(async () => {
  zhiqin = await Zhiqin.create({ vehicles: 0 });
}, PATIENCE_MS);
afterAll(async () => {
  lines.forEach((line) => line.close());
  await zhiqin.close();
}, PATIENCE_MS);

test(
  'every transition, export, sign-in, refusal and change of configuration is on record, and the chain holds',
  async () => {
    const beganAt = Date.now() - 1_000;
    const [desk, second, supervisor, administrator, crew] = await Promise.all(
      Array.from({ length: 5 }, () => openLine()),
    );
    if (!desk || !second || !supervisor || !administrator || !crew) throw new Error('five lines were opened');
    await desk.signIn('dispatcher', 'zhiqin-demo');
    await second.signIn('wuchang', 'zhiqin-demo');
    await supervisor.signIn('supervisor', 'zhiqin-demo');
    await administrator.signIn('administrator', 'zhiqin-demo');
    const wrong = { account: 'dispatcher', password: 'not the password' };
    expect(await (await openLine()).refusal('session:signIn', wrong)).toBe('unauthenticated');
    await crewLine(crew, tablets['8T216']);
    const { vehicles } = await desk.ask('fleet:list', {});
    const vehicle = vehicles.find(({ plate }) => plate === tablets['8T216'].plate);
    if (vehicle === undefined) throw new Error('the vehicle is not there');
    const { id: vehicleId, placeId } = vehicle;

    const content = (text: string) => ({
      ...{ text, priority: 'routine' as const, place: null, deadline: null, attachmentIds: [] },
    });
    const send = async (text: string, expiresAfterSeconds?: number): Promise<string> => {
      const sending = { clientKey: randomUUID(), vehicleIds: [vehicleId], content: content(text) };
      const { id } = await desk.ask('orders:send', {
        ...sending,
        ...(expiresAfterSeconds === undefined ? {} : { expiresAfterSeconds }),
      });
      return id;
    };
    type Step = Extract<
      ReceiptState,
      'delivered' | 'read' | 'accepted' | 'refused' | 'on-the-way' | 'arrived' | 'done'
    >;
    const advance = async (orderId: string, states: readonly Step[], version = 1): Promise<void> => {
      for (const state of states) await crew.ask('orders:advance', { orderId, version, state, note: null });
    };

    // Configuration, by who may.
    const { rules } = await administrator.ask('orders:settings', { placeId });
    const routine = rules.find(({ priority }) => priority === 'routine');
    if (routine === undefined) throw new Error('there is a rule for each priority');
    const soon = { cause: 'not-accepted' as const, afterSeconds: 1, step: 'repeat-with-tone' as const };
    await administrator.ask('orders:saveRule', { rule: { ...routine, placeId, steps: [soon] } });
    const template = { id: randomUUID(), placeId, name: '核实', text: '前往核实', priority: 'routine' as const };
    await administrator.ask('orders:saveTemplate', { template });
    await administrator.ask('orders:deleteTemplate', { templateId: template.id, placeId });
    const { thresholds } = await administrator.ask('alarms:thresholds', { placeId });
    await administrator.ask('alarms:saveThresholds', { placeId, thresholds: { ...thresholds, louderAfterSeconds: 5 } });

    // Orders through every state.
    const whole = await send('走完全程');
    await advance(whole, ['delivered', 'read', 'accepted', 'on-the-way', 'arrived', 'done']);
    await desk.ask('orders:close', { orderId: whole, vehicleId: null, note: null });
    const refused = await send('不能前往');
    await advance(refused, ['delivered', 'refused']);
    const corrected = await send('更正之前');
    await desk.ask('orders:correct', { orderId: corrected, version: 1, content: content('更正之后') });
    await desk.ask('orders:cancel', { orderId: corrected, vehicleId: null, reason: '不再需要' });
    const expiring = await send('等不到', 5);
    const escalating = await send('没有人回应');
    await advance(escalating, ['delivered']);
    expect(await crew.refusal('orders:advance', { orderId: refused, version: 1, state: 'done', note: null })).toBe(
      'conflict',
    );
    expect(await supervisor.refusal('orders:cancel', { orderId: expiring, vehicleId: null, reason: '试' })).toBe(
      'forbidden',
    );

    // Alarms, by hand and by time.
    const call = async () =>
      await crew.ask('alarms:raiseSos', { clientKey: randomUUID(), pressedAt: Date.now(), position: null });
    const byMistake = await call();
    await crew.ask('alarms:undoSos', { alarmId: byMistake.id });
    const { id: alarmId, called, loudness } = await call();
    const callOf = async () => (await desk.ask('alarms:list', {})).alarms.find(({ id }) => id === alarmId);
    // Nobody takes it: it goes to the next desk, and louder.
    await expect.poll(async () => (await callOf())?.loudness, { timeout: WITHIN_MS }).toBeGreaterThan(loudness);
    expect((await callOf())?.called?.accountId).not.toBe(called?.accountId);
    await desk.ask('alarms:attend', { alarmId });
    await desk.ask('alarms:release', { alarmId });
    await desk.ask('alarms:attend', { alarmId });
    await desk.ask('alarms:park', { alarmId, until: Date.now() + 1_500, reason: '等待增援' });
    await expect.poll(async () => (await callOf())?.state, { timeout: WITHIN_MS }).toBe('unattended');
    await desk.ask('alarms:attend', { alarmId });

    // A shift, with what is open of both.
    const { accounts } = await desk.ask('orders:successors', {});
    const successor = accounts.find(({ name }) => name === '武昌区指挥员');
    await desk.ask('orders:handOver', { accountId: successor?.accountId ?? '', note: '请继续' });
    const { handOvers } = await second.ask('orders:handOvers', {});
    for (const { id: handOverId } of handOvers) await second.ask('orders:seeHandOver', { handOverId });
    expect((await second.ask('orders:handOvers', {})).handOvers).toEqual([]);
    await second.ask('alarms:complete', { alarmId, result: '已处置' });

    // An export.
    const report = await fetch(
      `${zhiqin.address}/reports/order-times.csv?from=${beganAt}&to=${Date.now()}&language=en`,
      {
        headers: { authorization: `Bearer ${supervisor.token}` },
      },
    );
    expect(report.status).toBe(200);
    expect(await report.text()).toMatch(/^Team,武昌区 /m);

    /** Every row since the beginning, page by page. */
    const everyRow = async () => {
      const found: { action: string; outcome: string }[] = [];
      for (let before: number | null = null; ;) {
        const search = { from: beganAt, to: Date.now(), text: null, action: null, outcome: null, subject: null };
        const page: RequestOutput<'audit:search'> = await supervisor.ask('audit:search', {
          ...search,
          before,
          limit: PAGE,
        });
        const { rows } = page;
        found.push(...rows);
        if (rows.length < PAGE) return found;
        before = rows.at(-1)?.number ?? null;
      }
    };
    const missing = async () => {
      const rows = await everyRow();
      const isThere = (action: string, outcome: string): boolean =>
        rows.some((row) => row.action === action && row.outcome === outcome);
      return [
        ...done.filter((action) => !isThere(action, 'done')),
        ...refusedOnes.filter((action) => !isThere(action, 'refused')),
      ];
    };
    await expect.poll(missing, { timeout: 20_000, interval: 1_000 }).toEqual([]);
    const { faults } = await supervisor.ask('audit:verify', {});
    expect(faults).toEqual([]);

    await administrator.ask('orders:saveRule', { rule: { ...routine, placeId } });
    await administrator.ask('alarms:saveThresholds', { placeId, thresholds });
    await second.ask('orders:cancel', { orderId: escalating, vehicleId: null, reason: '演练结束' });
  },
  PATIENCE_MS,
);
