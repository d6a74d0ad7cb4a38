import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '2W835';
const { plate } = tablets[VEHICLE];
const LOST_AFTER_SECONDS = 5;

test('a camera that went dark while the server was away is an alarm, once the vehicle is back without it', async ({
  zhiqin,
  openElsewhere,
  openLine,
  changeThresholds,
}) => {
  test.setTimeout(240_000);
  await changeThresholds({ cameraLostSeconds: LOST_AFTER_SECONDS });

  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  const since = Date.now();
  await goOnDuty(tablet, VEHICLE);
  await openConsole(desk);
  const supervisor = await openLine();
  await supervisor.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(supervisor, { vehicleId: VEHICLE, enoughMs: 3_000, withinMs: 60_000, since });

  const letStart = zhiqin.holdDown('server');
  try {
    await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeVisible();
    await pullOutCameras(tablet);
  } finally {
    letStart();
  }
  await zhiqin.ready();
  await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeHidden({ timeout: 60_000 });
  await desk.keyboard.press('j');
  const card = desk.locator('.alarm-card[data-kind="camera-lost"]').filter({ hasText: plate });
  await expect(card.first()).toBeVisible({ timeout: 60_000 });
});

/** Every camera of a tablet is gone, and none can be opened any more. */
async function pullOutCameras(tablet: Page): Promise<void> {
  await tablet.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wanted) =>
      wanted?.video === undefined || wanted.video === false
        ? open(wanted)
        : Promise.reject(new DOMException('there is no such camera', 'NotFoundError'));
    for (const { srcObject } of document.querySelectorAll('video')) {
      for (const track of srcObject instanceof MediaStream ? srcObject.getVideoTracks() : []) {
        track.stop();
        // A page that stops a track itself is not told; of a camera that is pulled out it is.
        track.dispatchEvent(new Event('ended'));
      }
    }
  });
}
