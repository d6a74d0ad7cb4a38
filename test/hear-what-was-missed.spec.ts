import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { aimAt, holdToTalk } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

test('what was said while a tablet was away is played when it is back, marked as late', async ({ openElsewhere }) => {
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await openConsole(desk);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '2W835');
  const vehicle = desk.locator('nav [data-vehicle-id="2W835"]');
  await expect(vehicle).toHaveAttribute('data-condition', 'free');
  await tablet.context().setOffline(true);
  await expect(vehicle).toHaveAttribute('data-condition', 'offline');

  const city = await aimAt(desk, '全市');
  await holdToTalk(desk, city);
  await expect(city.locator('.talk-time')).toContainText(/^00:(0[2-9]|1)/);
  await desk.keyboard.up('Space');
  await expect(city.getByText('正在讲话')).toBeHidden();

  const sound = tablet.waitForResponse((response) => response.url().includes('/media/bursts/') && response.ok());
  await tablet.context().setOffline(false);
  await tablet.locator('.missed').click();
  const messages = tablet.getByRole('dialog', { name: '语音留言' });
  await expect(messages.getByText('值班席 01')).toBeVisible();
  await expect(messages.getByText(/迟到/)).toBeVisible();
  await sound;
  await expect(messages.locator('[data-phase=played]').first()).toBeVisible();
});
