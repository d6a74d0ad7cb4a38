import { randomUUID } from 'node:crypto';
import { openConsole, signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { aimAt, chooseTabletGroup, expectMarker, holdToTalk } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

const PASSWORD = 'zhiqin-demo';

test('a supervisor sees what was said, by whom and who heard it, and plays it in a run', async ({
  openElsewhere,
  openLine,
  page,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  const city = await aimAt(desk, '全市');
  // What the centre says in the talk group of an order, while that is open, belongs to it.
  const line = await openLine();
  await line.signIn('dispatcher', PASSWORD);
  const { groups } = await line.ask('voice:list', {});
  const order = await line.ask('orders:send', {
    clientKey: randomUUID(),
    vehicleIds: ['8T216'],
    content: { text: '清理人行道占道物料', priority: 'routine', place: null, deadline: null, attachmentIds: [] },
    groupId: groups.find(({ kind }) => kind === 'city')?.id ?? null,
  });
  const number = String(order.number).padStart(4, '0');
  for (let burst = 0; burst < 2; burst += 1) {
    await holdToTalk(desk, city);
    await expectMarker(tablet);
    await desk.keyboard.up('Space');
    await expect(city.getByText('正在讲话')).toBeHidden();
  }

  await line.ask('orders:cancel', { orderId: order.id, vehicleId: null, reason: '演练结束' });

  await page.goto('/review#voice');
  await signIn(page, 'supervisor');
  const rows = page.getByRole('row').filter({ hasText: '值班席 01 → ' });
  await expect(rows.nth(1)).toBeVisible();
  const waveform = rows.first().locator('.waveform');
  await expect(waveform).toHaveAttribute('data-drawn', 'true');
  expect(Number(await waveform.getAttribute('data-loudness'))).toBeGreaterThan(0.02);

  await expect(rows.first()).toContainText(`指令 #${number}`);
  await rows.first().click();
  const detail = page.getByRole('complementary', { name: '谁听到了' });
  await expect(detail.getByRole('row', { name: new RegExp(tablets['8T216'].plate) })).toContainText('✓');
  await expect(detail.getByText('值班席 01 获得话权')).toBeVisible();
  await expect(detail.getByText(`属于 指令 #${number}`)).toBeVisible();

  await rows.nth(1).getByRole('button', { name: '从此处连续播放' }).click();
  const run = page.locator('.voice-log-run');
  await expect(run).toHaveAttribute('data-playing', 'true');
  await expect(run.getByText('还有 1 段')).toBeVisible();
  await expect(run.getByText('还有 0 段')).toBeVisible();
  await expect(run).toHaveAttribute('data-playing', 'false');

  await page.getByRole('link', { name: '运行监控' }).click();
  await expect(page.getByRole('article', { name: /口到耳/ }).getByText('估算')).toBeVisible();
});
