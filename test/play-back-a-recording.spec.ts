import { signIn } from './fixtures/console';
import type { Locator } from 'playwright/test';
import { expect, test } from './fixtures/journey';
import { pixelsOf } from './fixtures/pixelsOf';
import { goOnDuty, tablets } from './fixtures/terminal';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '3Z071';
const PLATE = '鄂A·3Z071';
const ENOUGH_MS = 20_000;

async function expectMoving(canvas: Locator): Promise<void> {
  const first = await pixelsOf(canvas);
  expect(first).not.toBe('');
  await expect.poll(() => pixelsOf(canvas), { timeout: 30_000 }).not.toBe(first);
}

test('a supervisor plays back what a camera recorded a moment ago', async ({ page, openLine }) => {
  test.setTimeout(180_000);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 90_000 });

  await page.goto('/review');
  await signIn(page, 'supervisor');
  await page.getByLabel('车辆', { exact: true }).click();
  await page.getByTitle(new RegExp(`^${PLATE}`)).click();
  const tile = page.locator(`[data-camera="${VEHICLE}:camera:front"]`);
  await expect(tile).toBeVisible();
  // The page opens one minute back, where a Zhiqin that has just been started had recorded nothing yet.
  if (await tile.getByText('无录像').isVisible()) await page.getByRole('button', { name: '跳到下一段录像' }).click();
  await expect(tile).toHaveAttribute('data-ready', 'true');
  await expectMoving(tile.locator('canvas'));
  // Standing still, the same picture stays, and one frame on another moment is shown.
  await page.getByRole('button', { name: '暂停' }).click();
  const clock = page.locator('.transport-moment');
  const at = Number(await clock.getAttribute('data-at'));
  await page.getByRole('button', { name: '下一帧' }).click();
  await expect.poll(async () => Number(await clock.getAttribute('data-at'))).toBeGreaterThan(at);
  expect(Number(await clock.getAttribute('data-at')) - at).toBeLessThan(1_000);
  await expect(tile).toHaveAttribute('data-ready', 'true');
  await expect(page.getByText(/\d+ km\/h/).first()).toBeVisible();
});

test('a supervisor hears what a crew said', async ({ page, openElsewhere }) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '8T216');
  const talk = tablet.locator('.talk-button');
  await talk.hover();
  await tablet.mouse.down();
  await expect(talk).toHaveAttribute('data-floor', 'speaking');
  await tablet.waitForTimeout(4_000);
  await tablet.mouse.up();

  const { plate, name } = tablets['8T216'];
  await page.goto('/review');
  await signIn(page, 'supervisor');
  await page.getByLabel('车辆', { exact: true }).click();
  await page.getByTitle(new RegExp(`^${plate}`)).click();
  const burst = page.locator('.burst-list').getByRole('listitem').filter({ hasText: name }).last();
  await expect(burst).toBeVisible();
  await burst.getByRole('button', { name: /收听/ }).click();
  await expect(burst.getByRole('button', { name: /停止/ })).toHaveClass(/playing/);
  await expect(burst.getByRole('button', { name: /收听/ })).toBeVisible();
});
