import { openConsole, units } from './fixtures/console';
import { expect, test } from './fixtures/journey';

test('a dispatcher draws a loop around vehicles on the map and opens all their cameras at once', async ({
  page,
  openLine,
}) => {
  await openConsole(page);
  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  await expect(units(page).getByRole('button').nth(2)).toBeVisible();
  await page.getByRole('button', { name: '全部车辆' }).click();
  const drawn = page.getByRole('list', { name: '地图上的车辆' }).getByRole('listitem');
  await expect(drawn.nth(2)).toBeAttached();
  const map = await page.locator('.workspace-map canvas').first().boundingBox();
  if (map === null) throw new Error('There is no map.');

  await page.keyboard.press('l');
  await expect(page.getByText('按住并拖动，圈出车辆')).toBeVisible();
  const [left, top, right, bottom] = [map.x + 20, map.y + 60, map.x + map.width - 80, map.y + map.height - 20];
  await page.mouse.move(left, top);
  await page.mouse.down();
  for (const [x, y] of [
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const)
    await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();

  const muster = page.getByRole('region', { name: /^已选 \d+ 辆$/ });
  await expect(muster).toBeVisible();
  const plates = (await muster.getByRole('listitem').allTextContents()).map((text) => text.replace('✕', '').trim());
  expect(plates.length).toBeGreaterThan(1);
  const { vehicles } = await line.ask('fleet:list', {});
  const cameras = vehicles.filter(({ plate }) => plates.includes(plate)).flatMap((vehicle) => vehicle.cameras);

  await muster.getByRole('button', { name: '打开画面' }).click();
  const wall = page.getByRole('region', { name: '视频墙' });
  await expect(wall).toBeVisible();
  await expect(muster).toBeHidden();
  const tiles = wall.getByRole('group', { name: /摄像头$/ });
  await expect(tiles).toHaveCount(Math.min(16, cameras.length));
  for (const plate of plates) await expect(tiles.filter({ hasText: plate }).first()).toBeVisible();
});
