import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMarker, expectSilence } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

const REASON = '乘员长时间未应答，核实安全';

test('a dispatcher listens to a vehicle with a reason, which is audited and which its crew finds afterwards', async ({
  openElsewhere,
  openLine,
}) => {
  const beganAt = Date.now();
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  const { plate } = tablets['8T216'];
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseUnit(desk, plate);
  await expectSilence(desk);

  await desk.getByRole('button', { name: '环境监听' }).click();
  const form = desk.getByRole('dialog', { name: new RegExp(`监听 ${plate}`) });
  const start = form.getByRole('button', { name: '开始监听' });
  await expect(start).toBeDisabled();
  await form.getByRole('textbox').fill(REASON);
  await start.click();
  const mark = desk.getByRole('region', { name: '环境监听' });
  await expect(mark).toContainText(REASON);
  await expectMarker(desk);

  // The crew is not told while it runs.
  await tablet.getByRole('button', { name: '本车' }).click();
  await tablet.getByRole('button', { name: '我的记录' }).click();
  const record = tablet.getByRole('dialog', { name: '我的记录' });
  await expect(record.getByText('最近 30 天没有被监听的记录')).toBeVisible();
  await record.getByRole('button', { name: '返回' }).click();

  await mark.getByRole('button', { name: '结束监听' }).click();
  await expect(mark).toBeHidden();
  await expectSilence(desk);
  await tablet.getByRole('button', { name: '我的记录' }).click();
  await expect(record.getByRole('listitem')).toHaveCount(1);
  await expect(record.getByRole('listitem')).toContainText('值班席 01 监听');
  await expect(record.getByRole('listitem')).toContainText(REASON);

  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  const rowsOf = async (action: string) => {
    const search = { from: beganAt, to: Date.now() + 60_000, text: null, action, outcome: null, subject: null };
    return (await line.ask('audit:search', { ...search, before: null, limit: 10 })).rows;
  };
  const [begun] = await rowsOf('calls.listenAmbient');
  expect(begun).toMatchObject({ outcome: 'done', subject: { kind: 'vehicle' }, details: { reason: REASON } });
  expect(await rowsOf('calls.endAmbient')).toHaveLength(1);

  // Without the permission nobody is listened to, whatever the reason.
  const crew = await openLine();
  await crew.signIn('administrator', 'zhiqin-demo');
  expect(await crew.refusal('calls:listenAmbient', { vehicleId: '8T216', reason: REASON })).toBe('forbidden');
});
