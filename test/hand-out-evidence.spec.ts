import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { PackedZip } from './fixtures/PackedZip';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '3Z071';
const PLATE = '鄂A·3Z071';
const ENOUGH_MS = 25_000;
const REASON = '占道经营案件 2026-117 取证';

test('a supervisor exports evidence, and the verifier confirms it offline once the fingerprint is given', async ({
  page,
  openLine,
}) => {
  test.setTimeout(300_000);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 120_000 });

  await page.goto('/review');
  await signIn(page, 'supervisor');
  await page.getByLabel('车辆', { exact: true }).click();
  await page.getByTitle(new RegExp(`^${PLATE}`)).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '导出证据' }).click();
  const dialog = page.getByRole('dialog', { name: '导出证据包' });
  await dialog.getByLabel('事由').fill(REASON);
  await dialog.getByRole('button', { name: /^导\s?出$/ }).click();

  const made = page.locator('.evidence-package').filter({ hasText: REASON });
  await expect(made).toHaveAttribute('data-state', 'done', { timeout: 180_000 });
  const fingerprint = await page.locator('.evidence-fingerprint').getAttribute('data-fingerprint');
  const downloading = page.waitForEvent('download');
  await made.getByRole('button', { name: /下载/ }).click();
  const download = await downloading;
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-evidence-'));
  try {
    const zip = join(folder, 'package.zip');
    await download.saveAs(zip);
    const packed = await PackedZip.create(zip);
    expect(packed.path('originals/', '.mp4')).toContain('3Z071');
    expect(packed.path('copies/', '-副本.mp4')).toContain('3Z071');
    expect(packed.path('stills/', '-截图.jpg')).toContain('3Z071');
    expect(packed.of('报告.pdf').subarray(0, 5).toString()).toBe('%PDF-');

    // As whoever is given it: the page comes out of the package, from a disk, with no server behind it.
    const verifierPage = join(folder, 'verifier.html');
    await writeFile(verifierPage, packed.of('核验程序.html'));
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(verifierPage).href);
    await page.locator('#package').setInputFiles(zip);
    await expect(page.getByText('✓ 完整')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('✓ 未被改动')).toBeVisible();
    await expect(page.locator('#key-mark')).toHaveText('? 密钥未确认');
    await expect(page.getByRole('cell', { name: REASON }).first()).toBeVisible();
    await page.locator('#fingerprint').fill('0'.repeat(64));
    await expect(page.locator('#key-mark')).toHaveText('✗ 不是中心的密钥');
    await page.locator('#fingerprint').fill(fingerprint ?? '');
    await expect(page.locator('#key-mark')).toHaveText('✓ 密钥已确认');

    const altered = join(folder, 'altered.zip');
    const original = packed.path('originals/', '.mp4');
    const bytes = Buffer.from(packed.of(original));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    await packed.copy().put(original, bytes).write(altered);
    await page.locator('#package').setInputFiles(altered);
    await expect(page.getByText('✗ 被改动过')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('cell', { name: original }).first()).toBeVisible();
  } finally {
    await page.context().setOffline(false);
    await rm(folder, { recursive: true, force: true });
  }

  const { entries } = await line.ask('evidence:custody', {
    ...{ vehicleId: VEHICLE, from: Date.now() - 3_600_000, to: Date.now() },
  });
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['evidence.export', 'evidence.packaged', 'evidence.download']),
  );
});

test('a dispatcher may look at a recording and not export it', async ({ page, openLine }) => {
  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  const asked = line.ask('evidence:export', {
    ...{ from: Date.now() - 60_000, to: Date.now() - 1_000, withCopies: false, category: 'case', reason: REASON },
    tracks: [{ vehicleId: VEHICLE, track: 'camera', cameraView: 'front' }],
  });
  await expect(asked).rejects.toThrow(/forbidden/);
  await page.goto('/review');
  await signIn(page, 'dispatcher');
  await page.getByLabel('车辆', { exact: true }).click();
  await page.getByTitle(new RegExp(`^${PLATE}`)).click();
  await expect(
    page
      .getByRole('button', { name: '播放' })
      .or(page.getByRole('button', { name: '暂停' }))
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: '导出证据' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: '证据' })).toHaveCount(0);
});
