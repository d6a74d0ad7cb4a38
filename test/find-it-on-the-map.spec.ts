import { chooseUnit, openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';

const PLATE = '鄂A·3Z071';
const OTHER = '鄂A·0C118';
const BREAK_LIMIT_MS = 120_000;

test('a dispatcher finds a vehicle by its plate, sees it drive, and picks another off the map', async ({ page }) => {
  test.setTimeout(240_000);
  await openConsole(page);
  await page.keyboard.press('/');
  await page.keyboard.type('3Z071');
  await page.keyboard.press('Enter');
  await expect(unit(page, PLATE)).toHaveAttribute('aria-current', 'true');
  await expect(unit(page, OTHER)).toBeHidden();
  await page.getByRole('searchbox').fill('');

  const drawn = page.getByRole('list', { name: '地图上的车辆' }).getByRole('listitem');
  const first = drawn.filter({ hasText: PLATE });
  const before = await first.getAttribute('data-longitude');
  // A crew of the demo fleet takes a break now and then.
  await expect(first).not.toHaveAttribute('data-longitude', before ?? '', { timeout: BREAK_LIMIT_MS });

  // Both patrol the same district, so the map that shows the one shows the other.
  await chooseUnit(page, OTHER);
  await page.getByRole('button', { name: '全部车辆' }).click();
  const map = page.locator('.workspace-map canvas').first();
  const box = await map.boundingBox();
  await expect(async () => {
    const x = Number(await first.getAttribute('data-x'));
    const y = Number(await first.getAttribute('data-y'));
    await page.mouse.click((box?.x ?? 0) + x, (box?.y ?? 0) + y);
    await expect(unit(page, PLATE)).toHaveAttribute('aria-current', 'true', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});
