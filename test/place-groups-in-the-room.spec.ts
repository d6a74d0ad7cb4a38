import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { listen, listenToSides } from './fixtures/ear';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

const MARKER_SHARE = 0.6;
const SILENCE = 0.01;

test('a dispatcher hears one group on the left and another on the right, one of them softer, and mutes it', async ({
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const left = await openElsewhere({ isTablet: true, speaksMarker: true });
  const right = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(left, '8T216');
  await goOnDuty(right, '6M560');
  await openConsole(desk);
  await chooseTabletGroup(left, '全市');
  // The district of this crew's own team.
  await chooseTabletGroup(right, '本区');
  await setSound(desk, '全市', { place: -100 });
  await setSound(desk, '江岸区', { place: 100 });

  await tabletTalk(left).speak();
  await expect.poll(async () => (await listenToSides(desk)).left.markerShare).toBeGreaterThan(MARKER_SHARE);
  const alone = await listenToSides(desk);
  // An alarm that waits from before sounds on both sides: only the marker is looked at.
  expect(alone.right.markerLoudness).toBeLessThan(SILENCE);
  expect((await listen(desk, 600)).loudness, 'it is not played by an element, too').toBeLessThan(SILENCE);

  await tabletTalk(right).speak();
  await expect.poll(async () => (await listenToSides(desk)).right.loudness).toBeGreaterThan(SILENCE);
  const both = await listenToSides(desk);
  expect(both.left.markerShare).toBeGreaterThan(MARKER_SHARE);
  expect(both.right.markerLoudness).toBeLessThan(both.left.markerLoudness / 4);

  await setSound(desk, '全市', { volume: 25 });
  await expect
    .poll(async () => (await listenToSides(desk)).left.markerLoudness)
    .toBeLessThan(alone.left.markerLoudness / 2);
  expect((await listenToSides(desk)).left.markerShare).toBeGreaterThan(MARKER_SHARE);

  await mute(desk, '全市');
  await expect.poll(async () => (await listenToSides(desk)).left.markerLoudness).toBeLessThan(SILENCE);
  await expect.poll(async () => (await listenToSides(desk)).right.loudness).toBeGreaterThan(SILENCE);
  for (const tablet of [left, right]) await tablet.mouse.up();
});

/** In percent; a place is -100 on the left and 100 on the right. */
async function setSound(
  desk: Page,
  group: string,
  { place, volume }: { place?: number; volume?: number },
): Promise<void> {
  const dialog = await openSound(desk, group);
  if (place !== undefined) await dialog.getByRole('slider', { name: '方位' }).fill(String(place));
  if (volume !== undefined) await dialog.getByRole('slider', { name: '音量' }).fill(String(volume));
  await dialog.getByRole('button', { name: '关闭' }).click();
}

async function mute(desk: Page, group: string): Promise<void> {
  const dialog = await openSound(desk, group);
  await dialog.getByRole('button', { name: '静音', exact: true }).click();
  await dialog.getByRole('button', { name: '关闭' }).click();
}

async function openSound(desk: Page, group: string) {
  await talkCard(desk, group)
    .getByRole('button', { name: /的声音/ })
    .click();
  return desk.getByRole('dialog', { name: /的声音/ });
}
