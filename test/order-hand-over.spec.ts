import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { sendOrder, showOrder, takeStep } from './fixtures/order';
import { goOnDuty, tablets } from './fixtures/terminal';

// Of the district that both dispatchers are in charge of.
const { plate } = tablets['8T216'];
const TEXT = '户部巷入口秩序维护，持续到交班。';
const NOTE = '户部巷需继续跟进，注意晚高峰。';

test('a shift is handed over to one who is away: he finds the order and the note when he signs in, and closes what the crew has done', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const first = await openElsewhere({ hasMap: false });
  const second = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(first);
  await chooseUnit(first, plate);
  await sendOrder(first, TEXT);
  await showOrder(tablet, TEXT);
  await takeStep(tablet, '接受');

  await first.keyboard.press('b');
  await first.getByRole('button', { name: '交班' }).click();
  const dialog = first.getByRole('dialog', { name: '交班' });
  await dialog.getByRole('radio', { name: /武昌区指挥员/ }).check();
  await dialog.getByLabel('交班事项').fill(NOTE);
  await dialog.getByRole('button', { name: '移交' }).click();
  await expect(dialog.getByRole('list', { name: /^已移交/ })).toContainText(TEXT);
  await dialog.getByRole('button', { name: '知道了' }).click();
  await expect(dialog).toBeHidden();

  await openConsole(second, 'wuchang');
  const told = second.getByRole('dialog', { name: '值班席 01 向您交班' });
  await expect(told).toContainText(NOTE);
  await expect(told).toContainText(/[1-9]\d* 条指令/);
  await told.getByRole('button', { name: '查看指令' }).click();
  await second.reload();
  // The page is at the orders still. The note was read, and does not come again.
  await second.getByText('我负责的').click();
  await expect(told).toBeHidden();
  const card = second.locator('.board-card').filter({ hasText: TEXT });
  await card.click();
  const detail = second.getByRole('complementary', { name: /^指令 #\d+ 详情$/ });
  await expect(detail).toContainText('负责人 武昌区指挥员');
  // The first one sees it as the other's.
  await expect(first.locator('.board-card').filter({ hasText: TEXT })).toContainText('负责人 武昌区指挥员');

  await takeStep(tablet, '到达现场');
  await takeStep(tablet, '处置完毕');
  await tablet.getByRole('button', { name: '已移交其他部门' }).click();
  await detail.getByRole('button', { name: '归档', exact: true }).click();
  await second
    .getByRole('dialog', { name: /^归档指令/ })
    .getByRole('button', { name: '确定' })
    .click();
  await expect(card).toBeHidden();
});
