import type { Page } from 'playwright/test';
import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { sendOrder, takeStep } from './fixtures/order';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['6M560'];

/** The order that the desk looks at. */
const detail = (desk: Page) => desk.getByRole('complementary', { name: /^指令 #\d+ 详情$/ });
const fact = (desk: Page, of: 'terminal' | 'crew') => detail(desk).locator(`[data-fact="${of}"]`);
const card = (desk: Page, column: string, text: string) =>
  desk.getByRole('region', { name: column, exact: true }).locator('.board-card').filter({ hasText: text });

test('an order lives its whole life while the terminal is offline half of the time', async ({
  page,
  openElsewhere,
}) => {
  test.setTimeout(240_000);
  const text = '解放大道三阳路口占道经营，请到场劝离并拍照。';
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '6M560');
  await openConsole(page);
  await chooseUnit(page, plate);

  // Nobody is there to take it: it waits, and the desk says of terminal and crew alike that neither has answered.
  await tablet.context().setOffline(true);
  await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeVisible();
  await sendOrder(page, text);
  await page.keyboard.press('b');
  await card(page, '待送达', text).click();
  await expect(fact(page, 'terminal')).toContainText('未送达');
  await expect(fact(page, 'crew')).toContainText('未答复');

  // Delivered and shown are facts about the terminal; of the crew nothing is said yet.
  await tablet.context().setOffline(false);
  await expect(tablet.getByRole('heading', { name: text })).toBeVisible();
  await expect(card(page, '待接受', text)).toBeVisible();
  await expect(fact(page, 'terminal')).toContainText(/已送达 \d\d:\d\d:\d\d · 已显示 \d\d:\d\d:\d\d/);
  await expect(fact(page, 'crew')).toContainText('未答复');

  // What the crew does without a network is kept on the tablet and arrives in its order.
  await tablet.context().setOffline(true);
  await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeVisible();
  await takeStep(tablet, '接受');
  await tablet.getByRole('button', { name: '出发' }).click();
  await takeStep(tablet, '到达现场');
  await expect(tablet.getByText('已记下，联网后自动发送')).toBeVisible();
  await expect(card(page, '待接受', text)).toBeVisible();
  await tablet.context().setOffline(false);
  await expect(card(page, '在现场', text)).toBeVisible();
  await expect(fact(page, 'crew')).toContainText(/接受 .*途中 .*到达 /);

  // Words go both ways in the thread of the order.
  await detail(page).getByLabel(`回复 ${plate}`).fill('注意执法记录');
  await detail(page).getByRole('button', { name: '发送' }).click();
  await tablet.getByRole('button', { name: /消息.*注意执法记录/ }).click();
  await tablet.getByRole('button', { name: '现场平稳' }).click();
  await expect(detail(page).getByText('现场平稳')).toBeVisible();
  await tablet.getByRole('button', { name: '返回' }).click();

  // The end with a photo, taken offline.
  await tablet.context().setOffline(true);
  await takeStep(tablet, '处置完毕');
  await tablet.getByRole('button', { name: '截取本机画面' }).click();
  await expect(tablet.getByRole('img', { name: '现场照片' })).toBeVisible();
  await tablet.getByRole('button', { name: '已劝离，现场恢复正常' }).click();
  await expect(tablet.getByText('暂无指令')).toBeVisible();
  await tablet.context().setOffline(false);
  await expect(card(page, '待归档', text)).toBeVisible();
  await expect(detail(page).getByText('已劝离，现场恢复正常')).toBeVisible();
  await expect(detail(page).getByRole('img', { name: '图片' })).toBeVisible();

  await detail(page).getByRole('button', { name: '归档', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^归档指令/ });
  await dialog.getByRole('textbox').fill('已核实');
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(card(page, '待归档', text)).toBeHidden();
  await expect(detail(page).locator('[data-fact="centre"]')).toContainText('已归档');
});

test('a corrected order says what has changed and must be accepted again', async ({ page, openElsewhere }) => {
  const text = '前往中山公园南门巡查。';
  const corrected = '改到中山公园北门巡查。';
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '6M560');
  await openConsole(page);
  await chooseUnit(page, plate);
  await sendOrder(page, text);
  await takeStep(tablet, '接受');
  await page.keyboard.press('b');
  await card(page, '途中', text).click();

  await detail(page).getByRole('button', { name: '更正' }).click();
  const composer = page.getByRole('dialog', { name: /^更正指令/ });
  await composer.getByLabel('指令内容').fill(corrected);
  await composer.getByLabel('指令内容').press('Control+Enter');
  await expect(composer).toBeHidden();
  await expect(card(page, '待接受', corrected)).toBeVisible();
  await expect(fact(page, 'crew')).toContainText('未答复');

  await expect(tablet.getByRole('heading', { name: corrected })).toBeVisible();
  const changes = tablet.getByText('已更正 · 第 2 版，请重新接受');
  await expect(changes).toBeVisible();
  await expect(tablet.getByText(`原：${text}`)).toBeVisible();
  await takeStep(tablet, '接受');
  await expect(changes).toBeHidden();
  await expect(card(page, '途中', corrected)).toBeVisible();
  await expect(fact(page, 'crew')).toContainText('接受');
  await detail(page).getByText('以前的版本 1').click();
  await expect(detail(page).getByText(text)).toBeVisible();
  await detail(page).getByRole('button', { name: '撤销', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^撤销指令/ });
  await dialog.getByRole('textbox').fill('现场已恢复');
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(tablet.getByText(/已撤销：现场已恢复/)).toBeVisible();
  await expect(tablet.getByText('暂无指令')).toBeVisible();
});
