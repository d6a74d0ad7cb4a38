import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { showOrder, takeStep } from './fixtures/order';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate, name } = tablets['6M560'];
/** Of another district than the vehicle's: its crew is in this group by the order alone. */
const GROUP = '武昌区';
const TEXT = '支援武昌区联合整治，到场后在本指令的对讲组报到。';

test('an order brings its talk group: the card names it, one press speaks there, and the words are logged under the order', async ({
  openElsewhere,
  openLine,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '6M560');
  await openConsole(desk);
  await chooseUnit(desk, plate);

  await desk.keyboard.press('o');
  const composer = desk.getByRole('dialog', { name: '下达指令' });
  await composer.getByLabel('指令内容').fill(TEXT);
  await composer.getByLabel('对讲组').click();
  // The list is long: what is looked for is typed.
  await composer.getByLabel('对讲组').fill(GROUP);
  await desk.locator('.ant-select-dropdown:visible').getByText(GROUP, { exact: true }).click();
  await composer.getByRole('button', { name: /^发\s?送/ }).click();
  await expect(composer).toBeHidden();

  const card = await showOrder(tablet, TEXT);
  await expect(card.locator('.way').filter({ hasText: '对讲组' })).toContainText(GROUP);
  await takeStep(tablet, '接受');
  // Taken on, the order has turned the big button to its group; a crew that spoke elsewhere meanwhile comes back by one press.
  const { speak } = tabletTalk(tablet);
  const spokenIn = tablet.locator('.group-state');
  await expect(card.getByRole('button', { name: '正在此组对讲' })).toHaveAttribute('aria-pressed', 'true');
  await expect(spokenIn).toContainText(GROUP);
  await chooseTabletGroup(tablet, '本队');
  await expect(spokenIn).toContainText('二中队');
  await card.getByRole('button', { name: '切换到此组' }).click();
  await expect(spokenIn).toContainText(GROUP);
  await speak();
  await expect(talkCard(desk, GROUP).getByText(`${name} 讲话中`)).toBeVisible();
  await expectMarker(desk);
  await tablet.mouse.up();
  await expect(talkCard(desk, GROUP).getByText(`${name} 讲话中`)).toBeHidden();

  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  const { orders } = await line.ask('orders:list', {});
  const order = orders.find(({ content }) => content.text === TEXT);
  const { groups } = await line.ask('voice:list', {});
  const groupId = groups.find((group) => group.name === GROUP)?.id ?? null;
  expect(order?.groupId).toBe(groupId);
  const supervisor = await openLine();
  await supervisor.signIn('supervisor', 'zhiqin-demo');
  const { bursts } = await supervisor.ask('voiceLog:list', {
    ...{ from: order?.sentAt ?? 0, to: Date.now() + 60_000 },
    ...{ groupId, speakerId: null, limit: 20 },
  });
  const spoken = bursts.filter(({ speakerName }) => speakerName === name);
  expect(spoken.length).toBeGreaterThan(0);
  expect(new Set(spoken.map(({ orderId }) => orderId))).toEqual(new Set([order?.id]));

  // Whoever has finished is a guest no more, and speaks where he did before.
  await takeStep(tablet, '到达现场');
  await takeStep(tablet, '处置完毕');
  await tablet.getByRole('button', { name: '已劝离，现场恢复正常' }).click();
  await expect(spokenIn).not.toContainText(GROUP);
});
