import type { Locator } from 'playwright/test';
import { camera, chooseUnit, openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMovingPicture } from './fixtures/picture';
import { keepPeerConnections, sendingOf } from './fixtures/sending';
import { goOnDuty, tablets } from './fixtures/terminal';

const PLATE = '鄂A·3Z071';

test('a dispatcher opens the live camera of a vehicle, and puts it on the wall', async ({ page }) => {
  await openConsole(page);
  const panel = await chooseUnit(page, PLATE);
  const tile = camera(panel, PLATE);
  await expect(tile).toHaveAttribute('data-picture', 'live');
  await expectMovingPicture(tile.locator('video'));

  await page.getByRole('button', { name: /^上墙/ }).click();
  const onWall = camera(page.getByRole('main'), PLATE);
  await expect(onWall).toHaveAttribute('data-picture', 'live');
  await expectMovingPicture(onWall.locator('video'));

  // A second screen, and a page that was loaded anew, open at the wall that its address names.
  await page.reload();
  await expect(page).toHaveURL(/#wall$/);
  await expect(onWall).toHaveAttribute('data-picture', 'live');
  await page.getByRole('button', { name: '指挥', exact: true }).click();
  await expect(onWall).toBeHidden();
  await expect(page.getByRole('region', { name: '地图', exact: true })).toHaveAttribute('data-ready', 'true');
});

test("a dispatcher watches what a tablet's own camera films", async ({ page, openElsewhere }) => {
  const tablet = await openElsewhere({ isTablet: true });
  await keepPeerConnections(tablet);
  await goOnDuty(tablet, '8T216');
  await expect
    .poll(() => sendingOf(tablet))
    .toEqual({
      layers: ['r0', 'r1', 'r2'],
      codecs: ['audio/opus', 'video/H264'],
      ciphers: [expect.stringMatching(/GCM$/)],
    });
  await openConsole(page);
  const { plate } = tablets['8T216'];
  const tile = camera(await chooseUnit(page, plate), plate);
  await expect(tile).toHaveAttribute('data-picture', 'live');
  await expectMovingPicture(tile.locator('video'));

  // A tile is filled by dragging, and is sent a picture of its own size.
  await page.getByRole('button', { name: '视频墙', exact: true }).click();
  const wall = page.getByRole('region', { name: '视频墙', exact: true });
  const place = (number: number): Locator => wall.getByRole('group', { name: `画面 ${number}`, exact: true });
  await wall.getByText('16 画面').click();
  await unit(page, plate).dragTo(place(1));
  // Shown beside the wall it would be received as large as that.
  await page.getByRole('button', { name: '取消选择' }).click();
  const small = camera(place(1), plate).locator('video');
  await expectMovingPicture(small);
  await expect.poll(() => linesOf(small)).toBeLessThan(300);
  await place(1).dragTo(place(3));
  await expectMovingPicture(camera(place(3), plate).locator('video'));
  await expect(camera(place(1), plate)).toBeHidden();

  await place(3).dragTo(place(1));
  await wall.getByText('1 画面', { exact: true }).click();
  const large = camera(place(1), plate).locator('video');
  await expectMovingPicture(large);
  await expect.poll(() => linesOf(large)).toBeGreaterThan(300);
});

const linesOf = (video: Locator): Promise<number> =>
  video.evaluate((element) => (element as HTMLVideoElement).videoHeight);
