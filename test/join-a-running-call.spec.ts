import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('a desk that comes while somebody speaks hears it, sees who it is and hears again what it missed', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  await goOnDuty(tablet, '8T216');
  await chooseTabletGroup(tablet, '全市');
  const talk = tabletTalk(tablet);
  await talk.speak();

  const desk = await openElsewhere({ hasMap: false });
  await openConsole(desk);
  const city = talkCard(desk, '全市');
  await expect(city.getByText(`${tablets['8T216'].name} 讲话中`)).toBeVisible();
  await expectMarker(desk);
  await tablet.mouse.up();
  await expect(city.getByText('上一段')).toBeVisible();

  const recent = desk.waitForResponse((response) => response.url().includes('/recent'));
  await city.getByRole('button', { name: '回听 30 秒' }).click();
  expect((await recent).ok()).toBe(true);
  await expect(city.getByRole('button', { name: '正在回听，点击停止' })).toBeVisible();
  await city.getByRole('button', { name: '正在回听，点击停止' }).click();
  await expect(city.getByRole('button', { name: '回听 30 秒' })).toBeVisible();

  // A crew hears it once more as well, and is told where there is nothing to hear.
  await talk.panel.getByRole('button', { name: '回听 30 秒' }).click();
  await expect(talk.panel.getByRole('button', { name: '正在回听，点击停止' })).toBeVisible();
  await talk.panel.getByRole('button', { name: '正在回听，点击停止' }).click();
  await chooseTabletGroup(tablet, '指挥中心');
  await talk.panel.getByRole('button', { name: '回听 30 秒' }).click();
  await expect(tablet.getByText('最近 30 秒没有讲话')).toBeVisible();
});
