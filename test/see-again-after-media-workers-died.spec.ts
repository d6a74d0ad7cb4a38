import type { Page } from 'playwright/test';
import { camera, openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMovingPicture } from './fixtures/picture';
import { goOnDuty, tablets } from './fixtures/terminal';

const FLEET_PLATE = '鄂A·3Z071';
const BACK_WITHIN_MS = 60_000;

declare global {
  interface Window {
    /** When a camera's first frame of a track that is new since `watchForNewTracks` was presented, by the camera's id. */
    backAt: Record<string, number>;
  }
}

test('after the media workers have died, every camera of a wall is live video again, without a hand', async ({
  page,
  zhiqin,
  openElsewhere,
}) => {
  test.setTimeout(240_000);
  const plates = [tablets['8T216'].plate, FLEET_PLATE];
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '8T216');
  await openConsole(page);
  for (const plate of plates) {
    await unit(page, plate).click();
    await page.keyboard.press('w');
  }
  const wall = page.getByRole('main');
  for (const plate of plates) await expectMovingPicture(camera(wall, plate).locator('video'));

  await watchForNewTracks(page);
  zhiqin.killMediaWorkers();
  const diedAt = Date.now();
  await expect
    .poll(() => page.evaluate(() => Object.keys(window.backAt).length), { timeout: BACK_WITHIN_MS })
    .toBe(plates.length);
  const backAt = await page.evaluate(() => window.backAt);
  for (const [cameraId, at] of Object.entries(backAt)) {
    const seconds = ((at - diedAt) / 1_000).toFixed(2);
    console.log(`${cameraId} is live video again ${seconds} s after the media workers were killed`);
    test.info().annotations.push({ type: `live again: ${cameraId}`, description: `${seconds} s` });
  }
  for (const plate of plates) {
    await expectMovingPicture(camera(wall, plate).locator('video'));
    await expect(camera(wall, plate)).toHaveAttribute('data-picture', 'live');
  }
});

/** Notes for each camera of the wall when the first frame of another track than now was presented. */
async function watchForNewTracks(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.backAt = {};
    const trackOf = (video: HTMLVideoElement): MediaStreamTrack | undefined =>
      video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
    const tiles = [...document.querySelectorAll<HTMLElement>('.wall .camera[data-camera-id]')];
    const old = new Set(tiles.flatMap((tile) => [...tile.querySelectorAll('video')].map(trackOf)));
    const asked = new Set<MediaStreamTrack>();
    setInterval(() => {
      for (const tile of document.querySelectorAll<HTMLElement>('.wall .camera[data-camera-id]')) {
        const cameraId = tile.dataset['cameraId'] ?? '';
        const video = tile.querySelector('video');
        const track = video === null ? undefined : trackOf(video);
        if (video === null || track === undefined || old.has(track) || asked.has(track)) continue;
        asked.add(track);
        video.requestVideoFrameCallback(() => {
          window.backAt[cameraId] ??= Date.now();
        });
      }
    }, 20);
  });
}
