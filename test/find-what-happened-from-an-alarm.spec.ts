import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callForHelp, completeAlarm, sosCard } from './fixtures/alarms';
import { openConsole, signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { PackedZip } from './fixtures/PackedZip';
import { goOnDuty, tablets } from './fixtures/terminal';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '8T216';
const { plate } = tablets[VEHICLE];
const BEFORE_ALARM_MS = 15_000;
const AFTER_ALARM_MS = 12_000;
const CLIP = '求助经过';
const REASON = '求助处置复核 2026-118';

interface Manifest {
  readonly span: { readonly from: number; readonly to: number };
  readonly recordings: readonly { readonly track: string; readonly segments: readonly { readonly file: string }[] }[];
  readonly keptStills: readonly { readonly path: string; readonly at: number; readonly sourceSha256: string }[];
}

test('from an alarm to its recording, a mark, a clip, a package that verifies; and no package without the right', async ({
  page,
  openElsewhere,
  openLine,
}) => {
  test.setTimeout(400_000);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, VEHICLE);
  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: BEFORE_ALARM_MS, withinMs: 120_000 });

  // The desk that has the alarm opens what was recorded at its moment.
  await openConsole(page);
  const since = Date.now();
  await callForHelp(tablet);
  const card = sosCard(page, plate);
  await expect(card).toBeVisible();
  await waitForRecording(line, { vehicleId: VEHICLE, enoughMs: AFTER_ALARM_MS, withinMs: 120_000, since });
  const opening = page.context().waitForEvent('page');
  await card.getByRole('link', { name: '看录像' }).click();
  const review = await opening;
  const clock = review.locator('.transport-moment');
  const tile = review.locator(`[data-camera="${VEHICLE}:camera:front"]`);
  await expect(tile).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
  const link = new URLSearchParams(new URL(review.url()).hash.slice(1));
  const raisedAt = Number(link.get('at'));
  expect(Math.abs(Number(await clock.getAttribute('data-at')) - raisedAt)).toBeLessThan(50);
  await expect(review.locator('.event-list [aria-current=true]')).toBeVisible();

  // He marks it and sets a clip around it from the keyboard, and may not export it.
  const press = async (key: string): Promise<void> => await review.keyboard.press(key);
  await press('m');
  await press('i');
  await press('ArrowRight');
  await expect.poll(async () => Number(await clock.getAttribute('data-at'))).toBeGreaterThan(raisedAt + 4_000);
  await press('o');
  await review.getByRole('button', { name: '存为片段' }).click();
  const naming = review.getByRole('dialog', { name: '存为片段' });
  await naming.getByLabel('片段名称').fill(CLIP);
  await naming.getByRole('button', { name: /^保\s?存$/ }).click();
  await expect(naming).toBeHidden();
  await review.getByRole('tab', { name: /标记与截图/ }).click();
  await expect(review.locator('[data-kept=mark]')).toHaveCount(1);
  await expect(review.locator('[data-kept=clip]')).toContainText(CLIP);
  await expect(review.getByRole('button', { name: /导出/ })).toHaveCount(0);
  const tracks = [{ vehicleId: VEHICLE, track: 'camera' as const, cameraView: 'front' as const }];
  const scope = { from: raisedAt, to: raisedAt + 4_000, tracks, withCopies: false, category: 'case' as const };
  const desk = await openLine();
  await desk.signIn('dispatcher', 'zhiqin-demo');
  expect(await desk.refusal('evidence:export', { ...scope, reason: REASON })).toBe('forbidden');
  await review.close();
  await card.getByRole('button', { name: '接警' }).click();
  await completeAlarm(page, card, '已到场，人员平安');

  // The supervisor finds the clip, keeps a still of it, and exports the clip alone.
  const office = await openElsewhere();
  await office.goto(`/review#${link.toString()}`);
  await signIn(office, 'supervisor');
  await expect(office.locator(`[data-camera="${VEHICLE}:camera:front"]`)).toHaveAttribute('data-ready', 'true', {
    timeout: 60_000,
  });
  await office.getByRole('tab', { name: /标记与截图/ }).click();
  await office.locator('[data-kept=clip]').getByRole('button').first().click();
  await office.keyboard.press('p');
  const keeping = office.getByRole('dialog', { name: '截图' });
  await keeping.getByLabel('事由').fill(REASON);
  await keeping.getByRole('button', { name: /^保\s?存$/ }).click();
  await expect(office.locator('[data-kept=still]')).toBeVisible({ timeout: 60_000 });
  await office.getByRole('button', { name: '导出片段' }).click();
  const exporting = office.getByRole('dialog', { name: '导出证据包' });
  await exporting.getByLabel('事由').fill(REASON);
  await exporting.getByRole('button', { name: /^导\s?出$/ }).click();
  const made = office.locator('.evidence-package').filter({ hasText: REASON });
  await expect(made).toHaveAttribute('data-state', 'done', { timeout: 180_000 });
  const downloading = office.waitForEvent('download');
  await made.getByRole('button', { name: /下载/ }).click();
  const download = await downloading;

  // Whoever is given the package finds it whole, with the clip and no more than that.
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-alarm-'));
  try {
    const zip = join(folder, 'package.zip');
    await download.saveAs(zip);
    const packed = await PackedZip.create(zip);
    const manifest = JSON.parse(packed.of('manifest.json').toString()) as Manifest;
    expect(Math.abs(manifest.span.from - raisedAt)).toBeLessThan(50);
    expect(manifest.span.to - manifest.span.from).toBeLessThan(7_000);
    expect(manifest.recordings.find(({ track }) => track === 'camera')?.segments.length).toBeGreaterThan(0);
    const [still] = manifest.keptStills;
    expect(still?.sourceSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(packed.of(still?.path ?? '').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(Math.abs((still?.at ?? 0) - raisedAt)).toBeLessThan(1_000);
    const verifier = join(folder, 'verifier.html');
    await writeFile(verifier, packed.of('核验程序.html'));
    await office.context().setOffline(true);
    await office.goto(pathToFileURL(verifier).href);
    await office.locator('#package').setInputFiles(zip);
    await expect(office.getByText('✓ 完整')).toBeVisible({ timeout: 120_000 });
    await expect(office.getByText('✓ 未被改动')).toBeVisible();
  } finally {
    await office.context().setOffline(false);
    await rm(folder, { recursive: true, force: true });
  }
  const custody = await line.ask('evidence:custody', { vehicleId: VEHICLE, from: raisedAt, to: raisedAt + 4_000 });
  expect(custody.entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['recording.play', 'recording.still', 'evidence.export', 'evidence.download']),
  );
});
