import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { PackedZip } from './fixtures/PackedZip';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '3Z071';
const PLATE = '鄂A·3Z071';
const ENOUGH_MS = 30_000;
const REASON = '向当事人出示，遮挡路人';
const LEFT_OUT = '原件含路人面部，不向当事人提供';
/** Black as coding leaves it. */
const BLACK = 24;

interface Manifest {
  readonly recordings: readonly { readonly track: string; readonly segments: readonly unknown[] }[];
  readonly coveredCopies: readonly {
    readonly path: string;
    readonly originals: string;
    readonly regions: readonly {
      readonly keyframes: readonly { x: number; y: number; width: number; height: number }[];
    }[];
  }[];
  readonly leftOut: readonly { readonly why: string }[];
  readonly originalsLeftOut: string;
}

test('a supervisor covers a face in a copy and hands the copy out without its original', async ({ page, openLine }) => {
  test.setTimeout(400_000);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 120_000 });
  const { segments } = await line.ask('recording:segments', {
    ...{ vehicleId: VEHICLE, from: Date.now() - 600_000, to: Date.now() },
  });
  const recorded = segments.filter(({ track, state }) => track === 'camera' && state === 'closed').at(-1);
  const at = (recorded?.startedAt ?? 0) + 1_000;

  await page.goto(`/review#at=${at}&vehicles=${VEHICLE}`);
  await signIn(page, 'supervisor');
  const tile = page.locator(`[data-camera="${VEHICLE}:camera:front"]`);
  await expect(tile).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  const clock = page.locator('.transport-moment');
  await expect.poll(async () => Number(await clock.getAttribute('data-at'))).toBeGreaterThan(at + 4_000);
  await page.keyboard.press('o');
  await page.getByRole('button', { name: '遮挡副本' }).click();
  const layer = page.locator('.cover-layer');
  await expect(layer).toBeVisible();
  const box = await layer.boundingBox();
  if (!box) throw new Error('there is no picture to draw on');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7);
  await page.mouse.up();
  await expect(layer.locator('rect')).toHaveCount(1);
  const bar = page.getByRole('region', { name: '遮挡副本' });
  await bar.getByLabel('事由').fill(REASON);
  await bar.getByRole('button', { name: '生成遮挡副本' }).click();
  await page.getByRole('tab', { name: /标记与截图/ }).click();
  await expect(page.locator('[data-kept=cover]')).toHaveAttribute('data-state', 'done', { timeout: 120_000 });

  await page.getByRole('button', { name: '导出片段' }).click();
  const dialog = page.getByRole('dialog', { name: '导出证据包' });
  await dialog.getByLabel('事由').fill(REASON);
  await dialog.getByRole('checkbox', { name: new RegExp(`^${PLATE} 前 .*1 处遮挡`) }).check();
  await dialog.getByRole('checkbox', { name: /不附被遮挡通道的原件/ }).check();
  await dialog.getByLabel(/不附原件的理由/).fill(LEFT_OUT);
  await dialog.getByRole('button', { name: /^导\s?出$/ }).click();
  const made = page.locator('.evidence-package').filter({ hasText: REASON });
  await expect(made).toHaveAttribute('data-state', 'done', { timeout: 180_000 });
  const downloading = page.waitForEvent('download');
  await made.getByRole('button', { name: /下载/ }).click();
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-covered-'));
  try {
    const zip = join(folder, 'package.zip');
    await (await downloading).saveAs(zip);
    const packed = await PackedZip.create(zip);
    const manifest = JSON.parse(packed.of('manifest.json').toString()) as Manifest;
    const [copy] = manifest.coveredCopies;
    if (!copy) throw new Error('the manifest names no covered copy');
    expect(copy.originals).toBe('left-out');
    expect(copy.path).toContain('遮挡副本');
    expect(manifest.originalsLeftOut).toBe(LEFT_OUT);
    expect(manifest.leftOut.map(({ why }) => why)).toContain('covered');
    expect(manifest.recordings.filter(({ track }) => track === 'camera').flatMap((one) => one.segments)).toEqual([]);
    expect(packed.paths.filter((path) => /^(originals|stills)\/.*front/.test(path))).toEqual([]);
    expect(packed.paths.filter((path) => path.startsWith('copies/') && path.includes('front'))).toEqual([copy.path]);

    // What is under the box is in no picture of the copy; beside it there is a picture.
    const file = join(folder, 'copy.mp4');
    await writeFile(file, packed.of(copy.path));
    const place = copy.regions[0]?.keyframes[0];
    if (!place) throw new Error('the manifest names no region');
    for (const seconds of [0, 1, 2, 4]) {
      const shades = shadesAt(file, seconds);
      const inside = shades.within({ ...place });
      expect(Math.max(...inside), `${seconds} s`).toBeLessThan(BLACK);
      expect(
        Math.max(...shades.within({ x: 0.02, y: 0.05, width: 0.9, height: 0.15 })),
        `${seconds} s`,
      ).toBeGreaterThan(80);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const WIDTH = 160;

/** The shades of one picture of a file, without the band below it; those of a region a little within its borders. */
function shadesAt(file: string, seconds: number) {
  const probe = ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', file];
  const [width = 16, height = 9] = execFileSync('ffprobe', probe, { encoding: 'utf8' }).trim().split(',').map(Number);
  const rows = Math.round((WIDTH * height) / width);
  const picture = ['-ss', String(seconds), '-i', file, '-frames:v', '1', '-vf', `scale=${WIDTH}:${rows}`];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', ...picture, '-pix_fmt', 'gray', '-f', 'rawvideo', '-']);
  // The camera is 16 to 9; what lies below is the band.
  const high = (WIDTH * 9) / 16;
  return {
    within: ({
      x,
      y,
      width: wide,
      height: tall,
    }: {
      x: number;
      y: number;
      width: number;
      height: number;
    }): number[] => {
      const found: number[] = [];
      for (let row = Math.ceil(y * high) + 2; row < Math.floor((y + tall) * high) - 2; row += 1) {
        for (let column = Math.ceil(x * WIDTH) + 2; column < Math.floor((x + wide) * WIDTH) - 2; column += 1) {
          found.push(bytes[row * WIDTH + column] ?? 255);
        }
      }
      return found;
    },
  };
}
