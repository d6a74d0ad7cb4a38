import type { Locator, Page } from 'playwright/test';
import { camera, chooseUnit, openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { showOrder } from './fixtures/order';
import { expectMovingPicture } from './fixtures/picture';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['8T216'];
/** The district of that vehicle, which has templates of its own. */
const DISTRICT = '武昌区';
const TEMPLATE = { name: '占道经营核查', text: '核查占道经营，先劝离，再拍照留存。' };
const PLACE = '户部巷东口';
/** From the map's upper left corner: nothing lies over the map there. */
const CLEAR_OF_COMPOSER = { x: 160, y: 400 };

test('an order is put together from the district’s template, a vehicle dropped into it from the list or the map, a place of the map, a live picture and a voice note', async ({
  page,
  openElsewhere,
  openLine,
}) => {
  test.setTimeout(240_000);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '8T216');
  await saveTemplate(await openElsewhere({ hasMap: false }));
  await openConsole(page);

  // The camera that a frame is to be taken of; the choice of a vehicle for the order is another matter.
  const panel = await chooseUnit(page, plate);
  const tile = camera(panel, plate);
  await expectMovingPicture(tile.locator('video'));
  await moveMapByVehicle(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('o');
  const composer = page.getByRole('dialog', { name: '下达指令' });
  await expect(composer.getByText('添加车辆')).toBeVisible();
  await unit(page, plate).dragTo(composer.getByText('附件', { exact: true }));
  const vehicles = composer.locator('.composer-row').filter({ hasText: '接收车辆' });
  await expect(vehicles).toContainText(plate);
  await composer.getByLabel('接收车辆').press('Backspace');
  await expect(vehicles).not.toContainText(plate);
  await unit(page, plate).click();
  const stood = await whereDrawn(page);
  await dropOffTheMap(page, composer.getByText('附件', { exact: true }));
  await expect(vehicles).toContainText(plate);

  await chooseOption(page, composer.getByLabel('模板'), TEMPLATE.name);
  await expect(composer.getByLabel('指令内容')).toHaveValue(TEMPLATE.text);

  await composer.getByRole('button', { name: '在地图上选点' }).click();
  await expect(composer.getByRole('button', { name: '点击位置，或按住拖出范围…' })).toBeVisible();
  // Drawn as a circle around where the hand came down.
  const map = await page.locator('.mapboxgl-canvas').boundingBox();
  const [x, y] = [(map?.x ?? 0) + 220, (map?.y ?? 0) + 300];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y, { steps: 4 });
  await page.mouse.move(x + 40, y, { steps: 4 });
  await page.mouse.up();
  await expect(composer.locator('.place-named')).toContainText(/范围 \d+ 米/);
  await composer.getByLabel('地点名称（可不填）').fill(PLACE);

  await unit(page, plate).click();
  await expect(tile).toHaveAttribute('data-picture', 'live');
  // A key of the page is not one of the text that is being written.
  await tile.hover();
  await page.keyboard.press('s');
  await expect(composer.getByRole('img', { name: '视频截图' })).toBeVisible();
  await composer.getByRole('button', { name: '录语音' }).click();
  const stop = composer.getByRole('button', { name: /完成 [2-9] s/ });
  await stop.click();
  // The recording took more than the second in which a map that had been moved would have told so.
  expect(await whereDrawn(page)).toEqual(stood);
  await expect(composer.locator('audio')).toBeVisible();
  await composer.getByRole('button', { name: /^发\s?送/ }).click();
  await expect(composer).toBeHidden();

  const order = await showOrder(tablet, TEMPLATE.text);
  await expect(order).toContainText(PLACE);
  await order.getByRole('button', { name: '放大视频截图' }).click();
  const large = tablet.getByRole('dialog', { name: '视频截图' });
  // The picture says when and where it was taken.
  await expect(large).toContainText(/拍摄/);
  await expect(large).toContainText(/114\.\d{4}, 30\.\d{4}/);
  expect(await large.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(
    600,
  );
  await large.getByRole('button', { name: '关闭' }).click();
  await expectToPlay(order.locator('audio'));

  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  const { orders } = await line.ask('orders:list', {});
  const sent = orders.find(({ content }) => content.text === TEMPLATE.text);
  expect(sent?.attachments.map(({ kind }) => kind).sort()).toEqual(['frame', 'voice-note']);
  expect(sent?.receipts).toHaveLength(1);
  const picked = sent?.content.place ?? null;
  const frame = sent?.attachments.find(({ kind }) => kind === 'frame');
  // Where the map was clicked, and not where the vehicle is.
  expect(picked?.longitude).not.toBe(frame?.position?.longitude);
  expect(picked?.radius).toBeGreaterThan(80);
  await line.ask('orders:cancel', { orderId: sent?.id ?? '', vehicleId: null, reason: '测试结束' });
});

/** The vehicle among those that are drawn, told once a second. */
const mark = (page: Page): Locator =>
  page.getByRole('list', { name: '地图上的车辆' }).getByRole('listitem').filter({ hasText: plate });

/** Where the map is on the page, and where the vehicle is on the map. */
async function whereDrawn(page: Page): Promise<{ left: number; top: number; x: number; y: number }> {
  const map = await page.locator('.mapboxgl-canvas').boundingBox();
  const x = Number(await mark(page).getAttribute('data-x'));
  const y = Number(await mark(page).getAttribute('data-y'));
  return { left: map?.x ?? 0, top: map?.y ?? 0, x, y };
}

/** Without an order being written a drag moves the map, also where it begins on a vehicle. */
async function moveMapByVehicle(page: Page): Promise<void> {
  await expect(mark(page)).toHaveCount(1);
  const { left, top, x, y } = await whereDrawn(page);
  await page.mouse.move(left + x, top + y);
  await page.mouse.down();
  await page.mouse.move(left + CLEAR_OF_COMPOSER.x, top + CLEAR_OF_COMPOSER.y, { steps: 10 });
  // Let go of only once the map rests, or it would glide on.
  await expect(async () => {
    const now = await whereDrawn(page);
    expect(Math.hypot(now.x - CLEAR_OF_COMPOSER.x, now.y - CLEAR_OF_COMPOSER.y)).toBeLessThan(5);
  }).toPass();
  await page.mouse.up();
}

/** Carries the vehicle away from the map. */
async function dropOffTheMap(page: Page, target: Locator): Promise<void> {
  const { left, top, x, y } = await whereDrawn(page);
  await page.mouse.move(left + x, top + y);
  await page.mouse.down();
  await page.mouse.move(left + x + 30, top + y, { steps: 4 });
  await target.hover();
  await page.mouse.up();
}

/** An administrator, who sees no orders, sets what dispatchers choose from. */
async function saveTemplate(page: Page): Promise<void> {
  await openConsole(page, 'administrator');
  await page.getByRole('button', { name: '催办规则与指令模板' }).click();
  const settings = page.getByRole('dialog', { name: '催办规则与指令模板' });
  await settings.getByLabel('辖区').selectOption({ label: DISTRICT });
  await expect(settings.getByRole('button', { name: '添加一步' }).first()).toBeVisible();
  await settings.getByRole('button', { name: '指令模板', exact: true }).click();
  await settings.getByRole('button', { name: /新建模板/ }).click();
  const row = settings.getByRole('listitem').last();
  await row.getByLabel('模板名称').fill(TEMPLATE.name);
  await row.getByLabel('紧急程度').selectOption('urgent');
  await row.getByLabel('指令内容').fill(TEMPLATE.text);
  await row.getByRole('button', { name: '保存' }).click();
  await expect(row.getByText('已保存')).toBeVisible();
}

/** Opens a list of choices and takes one. */
async function chooseOption(page: Page, box: Locator, option: string): Promise<void> {
  await box.click();
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click();
}

/** What was recorded on the desk is a sound of some seconds that this page can play to its end. */
async function expectToPlay(sound: Locator): Promise<void> {
  await expect.poll(() => sound.evaluate((element) => (element as HTMLAudioElement).readyState)).toBeGreaterThan(0);
  await sound.evaluate((element) => (element as HTMLAudioElement).play());
  await expect
    .poll(() => sound.evaluate((element) => (element as HTMLAudioElement).currentTime), { timeout: 30_000 })
    .toBeGreaterThan(1);
}
