import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, expectSilence, holdToTalk, talkCard } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

const MOST_TABS = 80;

test('a dispatcher without a mouse finds a group, speaks in it and is told so in words', async ({ openElsewhere }) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  await expectSilence(tablet);

  await tabTo(desk, '[data-group-id]');
  const city = talkCard(desk, '全市');
  await expect(city).toBeFocused();
  await desk.keyboard.press('ArrowRight');
  await expect(city).not.toBeFocused();
  await desk.keyboard.press('ArrowLeft');
  await expect(city).toBeFocused();

  await holdToTalk(desk, city);
  await expect(desk.getByRole('alert').getByText('可以讲话')).toBeAttached();
  await expectMarker(tablet);
  await desk.keyboard.up('Space');
  await expectSilence(tablet);

  const talk = tablet.locator('.talk-button');
  await talk.focus();
  await tablet.keyboard.down('Space');
  await expect(talk).toHaveAttribute('data-floor', 'speaking');
  await expect(desk.getByRole('log', { name: '播报' })).toContainText('全市：黄静 开始讲话');
  await tablet.keyboard.up('Space');
  await expect(desk.getByRole('log', { name: '播报' })).toContainText('全市：黄静 讲话结束');

  await desk.keyboard.press('?');
  await expect(desk.getByRole('dialog', { name: '快捷键' })).toContainText('强插');
  await desk.keyboard.press('Escape');
  await expect(desk.getByRole('dialog', { name: '快捷键' })).toBeHidden();
});

/** Presses Tab until something that matches has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < MOST_TABS; press += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab did not lead to ${selector}.`);
}
