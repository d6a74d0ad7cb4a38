import { camera, chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMovingPicture } from './fixtures/picture';
import { RecordedCamera } from './fixtures/recordedCamera';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate, name } = tablets['8T216'];
/** Room for speech and its record, and for no picture. */
const POOR_BITS_A_SECOND = 90_000;
/** How long the least picture goes on trying, and how long it is before it is tried again. */
const PICTURE_WITHIN_MS = 90_000;

test('a vehicle that drives through a poor network gives its picture up, is heard all the same, and shows it again by itself, all of it on record', async ({
  zhiqin,
  openElsewhere,
  openNetwork,
  openLine,
}) => {
  test.setTimeout(300_000);
  const network = await openNetwork();
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true, network });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  const tile = camera(await chooseUnit(desk, plate), plate);
  await expectMovingPicture(tile.locator('video'));

  const narrowAt = Date.now();
  network.narrow(POOR_BITS_A_SECOND);
  const given = tablet.getByText(/网络太差，画面暂停/);
  await expect(given).toBeVisible({ timeout: PICTURE_WITHIN_MS });
  await expect(tile).toContainText('车辆网络差');

  const city = talkCard(desk, '全市');
  await chooseTabletGroup(tablet, '全市');
  await tabletTalk(tablet).speak();
  await expect(city.getByText(`${name} 讲话中`)).toBeVisible();
  await expectMarker(desk);
  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');

  network.restore();
  await expect(given).toBeHidden({ timeout: PICTURE_WITHIN_MS });
  await expectMovingPicture(tile.locator('video'));

  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  const vehicleId = (await line.ask('fleet:list', {})).vehicles.find((vehicle) => vehicle.plate === plate)?.id ?? '';
  const recorded = new RecordedCamera(line, zhiqin, vehicleId, narrowAt);
  const reasons = async () => (await recorded.ledger()).reasons;
  await expect.poll(reasons).toContain('poor-network');
  await expect.poll(async () => (await recorded.ledger()).unexplained).toEqual([]);
  // However often the sizes of the picture changed: whole files, each of one size.
  for (const sizes of await recorded.decodedSizes()) expect(sizes).toHaveLength(1);
});
