import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { aimAt, chooseTabletGroup, expectMarker, holdToTalk } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

const LOUDSPEAKER = 'Fake Audio Output 2';

/** The names of the loudspeakers that play what this page receives at this moment. */
async function playingAt(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const ids = [...window.playedElements]
      .filter(({ paused, muted, srcObject }) => !paused && !muted && srcObject !== null)
      .map(({ sinkId }) => sinkId);
    return [...new Set(ids)].map((id) => devices.find(({ deviceId }) => deviceId === id)?.label ?? id);
  });
}

test('a crew hears by the loudspeaker that it has chosen, at once and after the page is opened anew', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await goOnDuty(tablet, '8T216');
  await chooseTabletGroup(tablet, '全市');
  await openConsole(desk);
  const city = await aimAt(desk, '全市');
  await holdToTalk(desk, city);
  await expectMarker(tablet);
  // An empty name is what the machine takes by itself.
  expect(await playingAt(tablet)).toEqual(['']);

  await tablet.getByRole('button', { name: '本车', exact: true }).click();
  const choice = tablet.getByLabel('扬声器');
  await choice.selectOption({ label: LOUDSPEAKER });
  await expect.poll(() => playingAt(tablet)).toEqual([LOUDSPEAKER]);
  await expectMarker(tablet);
  await desk.keyboard.up('Space');

  await tablet.reload();
  await expect(tablet.getByText(/摄像头正在传送/)).toBeVisible();
  await holdToTalk(desk, city);
  await expectMarker(tablet);
  await expect.poll(() => playingAt(tablet)).toEqual([LOUDSPEAKER]);
  await desk.keyboard.up('Space');
  await tablet.getByRole('button', { name: '本车', exact: true }).click();
  await expect(choice.locator('option:checked')).toHaveText(LOUDSPEAKER);
  await choice.selectOption({ label: '系统默认' });
});
