import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright/test';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { waitForRecording } from './fixtures/waitForRecording';

const [FIRST, SECOND] = ['3Z071', '0C118'] as const;
const ENOUGH_MS = 25_000;
const AFTER_GAP_MS = 12_000;
const GAP_MS = 3_000;
/** The page never passes what has been written: the newest fragment takes a moment. */
const LIVE_WITHIN_MS = 25_000;

const clock = (page: Page): Locator => page.locator('.transport-moment');
const momentOf = async (page: Page): Promise<number> => Number(await clock(page).getAttribute('data-at'));
const tileOf = (page: Page, vehicle: string): Locator => page.locator(`[data-camera="${vehicle}:camera:front"]`);

/** The number of the picture that a camera shows, told by its pixels and not by the page. */
async function pixelsOf(tile: Locator): Promise<string> {
  return await tile.locator('canvas').evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement) || element.width === 0) return '';
    const small = document.createElement('canvas');
    [small.width, small.height] = [64, 36];
    const context = small.getContext('2d');
    context?.drawImage(element, 0, 0, small.width, small.height);
    return [...(context?.getImageData(0, 0, small.width, small.height).data ?? [])].join();
  });
}

test('cameras, events and the map under one clock: frame by frame, fast, to what happened, over a gap, and now', async ({
  page,
  zhiqin,
  openLine,
}) => {
  test.setTimeout(300_000);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  for (const vehicleId of [FIRST, SECOND]) {
    await waitForRecording(line, { vehicleId, enoughMs: ENOUGH_MS, withinMs: 120_000 });
  }
  const begin = Date.now();
  const desk = await openLine();
  await desk.signIn('dispatcher', 'zhiqin-demo');
  await desk.ask('orders:send', {
    ...{ clientKey: randomUUID(), vehicleIds: [FIRST], groupId: null },
    content: { text: '前往三阳路核实', priority: 'routine', place: null, deadline: null, attachmentIds: [] },
  });
  // A recorder that dies leaves a gap, and it is told why.
  const letStart = zhiqin.holdDown('recorder');
  await delay(GAP_MS);
  letStart();
  const hasGap = async (): Promise<boolean> => {
    const { gaps } = await line.ask('recording:segments', { vehicleId: FIRST, from: begin, to: Date.now() });
    return gaps.some(({ gap }) => gap.endedAt !== null);
  };
  await expect.poll(hasGap, { timeout: 60_000 }).toBe(true);
  const after = Date.now();
  const isBack = async (): Promise<boolean> => {
    const { segments } = await line.ask('recording:segments', { vehicleId: FIRST, from: after, to: Date.now() });
    return segments.some(({ track, endedAt }) => track === 'camera' && endedAt > after + AFTER_GAP_MS);
  };
  await expect.poll(isBack, { timeout: 60_000 }).toBe(true);

  const at = begin - 12_000;
  const span = `from=${begin - 300_000}&to=${Date.now() + 300_000}`;
  await page.goto(`/review#at=${at}&vehicles=${FIRST},${SECOND}&${span}`);
  await signIn(page, 'supervisor');
  for (const vehicle of [FIRST, SECOND]) {
    await expect(tileOf(page, vehicle)).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
  }
  await expect(page.getByText(/^2 路偏差 \d+ ms$/)).toBeVisible();

  // One frame on and one back again is the same moment and the same picture.
  const press = async (key: string): Promise<void> => await page.keyboard.press(key);
  const ready = async (): Promise<void> => await expect(tileOf(page, FIRST)).toHaveAttribute('data-ready', 'true');
  await press('.');
  await ready();
  const frame = { at: await momentOf(page), pixels: await pixelsOf(tileOf(page, FIRST)) };
  await press('.');
  await expect.poll(() => momentOf(page)).toBeGreaterThan(frame.at);
  expect((await momentOf(page)) - frame.at).toBeLessThan(300);
  await expect.poll(() => pixelsOf(tileOf(page, FIRST))).not.toBe(frame.pixels);
  await press(',');
  await expect.poll(() => momentOf(page)).toBeLessThan(frame.at + 5);
  await expect.poll(() => pixelsOf(tileOf(page, FIRST))).toBe(frame.pixels);

  // Another camera, and the moment stays; the map tells it, too.
  const stood = await momentOf(page);
  await page.locator('.camera-choice').getByRole('button', { name: /0C118/ }).click();
  await expect(tileOf(page, FIRST)).toHaveCount(0);
  await expect(tileOf(page, SECOND)).toHaveAttribute('data-ready', 'true');
  expect(await momentOf(page)).toBe(stood);
  const shown = new Date(stood).toLocaleTimeString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' });
  await expect(page.locator('.review-place')).toContainText(shown);
  await page.getByRole('button', { name: '全部画面' }).click();

  // Every speed goes on; above four times it is said that there is no sound.
  const muted = page.getByText(/仅播放关键帧，静音/);
  for (const rate of ['0.25', '0.5', '1', '2', '4', '8', '16']) {
    await page.getByRole('button', { name: `${rate}×`, exact: true }).click();
    await page.evaluate(() => undefined);
    const before = await momentOf(page);
    await press(' ');
    await expect.poll(() => momentOf(page), { timeout: 30_000 }).toBeGreaterThan(before);
    await expect(muted).toHaveCount(Number(rate) > 4 ? 1 : 0);
    await press(' ');
    if (Number(rate) >= 2) await press('ArrowLeft');
  }
  await page.getByRole('button', { name: '1×', exact: true }).click();

  // To the order, with the event list following; to the gap, where there is a reason and no picture.
  for (let back = 0; back < 8 && (await momentOf(page)) > begin - 2_000; back += 1) await press('ArrowLeft');
  await press('d');
  const happened = page.locator('.event-list [aria-current=true]');
  await expect(happened).toContainText('指令');
  await expect(happened).toBeInViewport();
  expect(Math.abs((await momentOf(page)) - begin)).toBeLessThan(5_000);
  await press('g');
  const gap = tileOf(page, FIRST);
  await expect(gap.getByText('无录像')).toBeVisible();
  await expect(gap.getByText(/^原因：/)).toBeVisible();
  await expect(gap).toHaveAttribute('data-ready', 'false');
  await expect(gap.locator('canvas')).toHaveCSS('opacity', '0');

  // What happened ten seconds ago, while it goes on.
  await page.getByRole('button', { name: '10 秒前' }).click();
  await expect.poll(async () => Date.now() - (await momentOf(page))).toBeLessThan(LIVE_WITHIN_MS);
  await expect(tileOf(page, FIRST)).toHaveAttribute('data-ready', 'true', { timeout: 30_000 });
  const live = await pixelsOf(tileOf(page, FIRST));
  await expect.poll(() => pixelsOf(tileOf(page, FIRST)), { timeout: 30_000 }).not.toBe(live);
});
