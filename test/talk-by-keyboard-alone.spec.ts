import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { listenToSides } from './fixtures/ear';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, expectSilence, holdToTalk, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

const MOST_TABS = 80;
/** Louder than this a tone is heard, as a root mean square. */
const HEARD = 0.01;

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

test('a dispatcher without a mouse sets how a group sounds, and a screen reader is told what everything is', async ({
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  await tabletTalk(tablet).speak();
  const city = talkCard(desk, '全市');
  await expect(city).toHaveAttribute('data-speaking', 'true');
  await expect(desk.getByRole('region', { name: '对讲组' })).toBeVisible();
  await expect(desk.getByRole('log', { name: '播报' })).toHaveAttribute('aria-live', 'polite');
  // Nothing within the strip is without a name or a role.
  for (const control of await desk.locator('.talk-strip button:visible, .talk-strip article').all()) {
    await expect(control).toHaveAccessibleName(/\S/);
  }
  const talk = city.getByRole('button', { name: '按住对“全市”讲话' });
  await expect(talk).toHaveAttribute('aria-pressed', 'false');

  await tabTo(desk, '[data-group-id]');
  await expect(city).toBeFocused();
  await desk.keyboard.press('Tab');
  await expect(talk).toBeFocused();
  const sound = city.getByRole('button', { name: '“全市”的声音' });
  await tabTo(desk, '[aria-haspopup="dialog"]');
  await expect(sound).toBeFocused();
  await desk.keyboard.press('Enter');
  const dialog = desk.getByRole('dialog', { name: '“全市”的声音' });
  await expect(dialog).toBeVisible();
  const place = dialog.getByRole('slider', { name: '方位', exact: true });
  await tabTo(desk, `dialog[open] [aria-label="方位"]`);
  await expect(place).toBeFocused();
  await expect(place).toHaveAttribute('aria-valuetext', '正中');
  await desk.keyboard.press('End');
  await expect(place).toHaveAttribute('aria-valuetext', '偏右 100 %');
  const right = async (): Promise<number> => (await listenToSides(desk)).right.markerLoudness;
  await expect.poll(right).toBeGreaterThan(HEARD);
  const loud = await right();

  const volume = dialog.getByRole('slider', { name: '音量', exact: true });
  await desk.keyboard.press('Shift+Tab');
  await expect(volume).toBeFocused();
  await desk.keyboard.press('Home');
  for (let press = 0; press < 4; press += 1) await desk.keyboard.press('ArrowRight');
  await expect(volume).toHaveAttribute('aria-valuetext', '20 %');
  await expect.poll(right).toBeLessThan(loud / 2);

  const mute = dialog.getByRole('button', { name: '静音', exact: true });
  await expect(mute).toHaveAttribute('aria-pressed', 'false');
  await desk.keyboard.press('Tab');
  await desk.keyboard.press('Tab');
  await expect(mute).toBeFocused();
  await desk.keyboard.press('Space');
  await expect(dialog.getByRole('button', { name: '取消静音' })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(right).toBeLessThan(HEARD);
  await desk.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // Back where it was opened, which is now known as muted.
  await expect(sound).toBeFocused();
  await expect(sound).toHaveAttribute('data-muted', 'true');
  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');
});

/** Presses Tab until something that matches has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < MOST_TABS; press += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab did not lead to ${selector}.`);
}
