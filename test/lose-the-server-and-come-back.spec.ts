import { camera, chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { sendOrder, takeStep } from './fixtures/order';
import { expectMovingPicture } from './fixtures/picture';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['8T216'];
const TEXT = '请核实积玉桥街占道堆放情况。';

test('after the server was killed everything goes on by itself, with nothing lost', async ({
  page,
  zhiqin,
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '8T216');
  await openConsole(page);
  const panel = await chooseUnit(page, plate);
  const tile = camera(panel, plate);
  await expectMovingPicture(tile.locator('video'));
  await sendOrder(page, TEXT);
  await takeStep(tablet, '接受');
  const order = page.getByRole('article', { name: '当前指令' });
  await expect(order).toHaveAttribute('data-state', 'accepted');

  const line = page.locator('[data-phase]').first();
  await expect(line).toHaveAttribute('data-phase', 'online');
  zhiqin.kill('server');
  await expect(line).not.toHaveAttribute('data-phase', 'online');
  await expect(line).toHaveAttribute('data-phase', 'online', { timeout: 60_000 });

  await expect(tile).toHaveAttribute('data-picture', 'live', { timeout: 60_000 });
  await expectMovingPicture(tile.locator('video'));
  await expect(order).toHaveAttribute('data-state', 'accepted');
  await expect(order).toContainText(TEXT);
  await expect(tablet.getByRole('heading', { name: TEXT })).toBeVisible();
  await takeStep(tablet, '到达现场');
  await expect(order).toHaveAttribute('data-state', 'arrived');
});

test('after the recorder was killed it records again by itself, and the console tells both', async ({
  page,
  zhiqin,
}) => {
  test.setTimeout(180_000);
  await openConsole(page);
  const recorder = page.locator('[data-recorder]');
  await expect(recorder).toHaveAttribute('data-recorder', 'present', { timeout: 60_000 });
  await expect(recorder).toHaveText(/录像 [1-9]\d* \/ /);
  // Started again at once, it is back before anybody could see that it was gone.
  const letStart = zhiqin.holdDown('recorder');
  await expect(recorder).toHaveAttribute('data-recorder', 'gone');
  letStart();
  await expect(recorder).toHaveAttribute('data-recorder', 'present', { timeout: 60_000 });
  await expect(recorder).toHaveText(/录像 [1-9]\d* \/ /, { timeout: 60_000 });
});
