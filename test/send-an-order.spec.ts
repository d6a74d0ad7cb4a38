import type { Page } from 'playwright/test';
import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { sendOrder, takeStep } from './fixtures/order';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['6M560'];
const TEXT = '中山大道与三阳路口，流动摊贩占道，请到场劝离并留存影像。';

/** A step of the order card, which names it and, once taken, its time. */
async function expectTaken(desk: Page, step: string): Promise<void> {
  const row = desk.getByRole('article', { name: '当前指令' }).getByRole('listitem').filter({ hasText: step });
  await expect(row).toHaveText(new RegExp(`${step}\\s*\\d{1,2}:\\d{2}`));
}

test('an order is seen sent, delivered, accepted, arrived and done, each with its time', async ({
  page,
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '6M560');
  await openConsole(page);
  await chooseUnit(page, plate);
  await sendOrder(page, TEXT);
  await expect(page.getByRole('article', { name: '当前指令' })).toContainText(TEXT);
  await expectTaken(page, '已发送');

  await expect(tablet.getByRole('heading', { name: TEXT })).toBeVisible();
  await expectTaken(page, '已送达');
  await takeStep(tablet, '接受');
  await expectTaken(page, '已接受');
  await takeStep(tablet, '到达现场');
  await expectTaken(page, '到达');
  await takeStep(tablet, '处置完毕');
  await tablet.getByRole('button', { name: '已劝离，现场恢复正常' }).click();
  await expect(tablet.getByText('暂无指令')).toBeVisible();
  await expectTaken(page, '完成');
  await expect(page.getByRole('article', { name: '当前指令' })).toContainText('已劝离，现场恢复正常');
});
