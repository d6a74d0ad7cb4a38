import { randomUUID } from 'node:crypto';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '3Z071';
const PLATE = '鄂A·3Z071';
const NAME = '三阳路夜市整治';
const ORDER = '前往三阳路口集合';
const ENOUGH_MS = 12_000;

test('a joint action is drawn on the map, and what belongs to it is found from it', async ({ page, openLine }) => {
  test.setTimeout(240_000);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  const desk = await openLine();
  await desk.signIn('dispatcher', 'zhiqin-demo');

  // Written down before anything of it was recorded, or is open.
  await page.goto('/review');
  await signIn(page, 'supervisor');
  await page.getByRole('button', { name: '新建行动' }).click();
  await page.getByLabel('行动名称').fill(NAME);
  await page.getByLabel('车辆', { exact: true }).last().click();
  await page.getByTitle(PLATE, { exact: true }).click();
  await page.keyboard.press('Escape');
  const map = page.getByRole('region', { name: '区域' });
  await expect(map).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
  await page.getByRole('button', { name: '画区域' }).click();
  const box = await map.boundingBox();
  if (!box) throw new Error('there is no map to draw on');
  for (const [x, y] of [
    [0.3, 0.3],
    [0.7, 0.3],
    [0.7, 0.7],
    [0.3, 0.7],
    [0.3, 0.3],
  ] as const) {
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    // Two clicks that follow each other too fast are a double click.
    await page.waitForTimeout(500);
  }
  await expect(page.getByText('已画 4 个角点')).toBeVisible();
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await expect(page.getByText(`已保存行动“${NAME}”`)).toBeVisible();
  const { operations } = await line.ask('operations:list', {});
  const made = operations.find(({ name }) => name === NAME);
  expect(made).toMatchObject({ vehicleIds: [VEHICLE], to: null });
  expect(made?.area).toHaveLength(4);

  await desk.ask('orders:send', {
    ...{ clientKey: randomUUID(), vehicleIds: [VEHICLE], groupId: null },
    content: { text: ORDER, priority: 'routine', place: null, deadline: null, attachmentIds: [] },
  });
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 120_000 });

  // Looked at later: its recording is open, and its order, fixes and vehicles are found.
  await page.reload();
  await page.getByLabel('打开行动').click();
  await page.getByTitle(new RegExp(`^${NAME}`)).click();
  await page.getByRole('tab', { name: '行动' }).click();
  const contents = page.getByRole('region', { name: NAME });
  await expect(contents.getByRole('button', { name: new RegExp(ORDER) })).toBeVisible();
  await expect(contents).toContainText(PLATE);
  await expect(contents).toContainText(/定位 [1-9]\d* 点/);
  await contents.getByRole('button', { name: new RegExp(ORDER) }).click();
  const clock = page.locator('.transport-moment');
  const { orders } = await line.ask('operations:contents', { operationId: made?.id ?? '' });
  const sentAt = orders.find(({ text }) => text === ORDER)?.at ?? 0;
  await expect.poll(async () => Math.abs(Number(await clock.getAttribute('data-at')) - sentAt)).toBeLessThan(5_000);

  // Ended afterwards, by its newest state.
  await page.getByRole('button', { name: /^编\s?辑$/ }).click();
  await page.getByLabel('说明').fill('与街道联合');
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  const changed = async () => (await line.ask('operations:list', {})).operations.find(({ name }) => name === NAME);
  await expect.poll(async () => (await changed())?.revision).toBe(2);
  expect((await changed())?.note).toBe('与街道联合');
});
