import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright/test';
import { Journals } from '../signaling-server/recorder/Journals';
import { SegmentFile } from '../signaling-server/recorder/SegmentFile';
import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { Line } from './fixtures/Line';
import { Zhiqin } from './fixtures/Zhiqin';

const DAY_MS = 86_400_000;
const VEHICLE = '6M560';
const PLATE = '鄂A·6M560';
const OLD_SEGMENTS = 20;
const SEGMENT_MS = 10_000;
const VOLUME_BYTES = 200_000_000;
const PASSWORD = 'zhiqin-demo';

/** Puts a camera's recordings of a time on a volume, with journals, as a recorder would have left them. */
async function record(volume: string, startedAt: number, count: number, bytes: number): Promise<void> {
  const journals = new Journals(volume, () => undefined);
  for (let number = 0; number < count; number += 1) {
    const from = startedAt + number * SEGMENT_MS;
    const file = new SegmentFile(
      volume,
      journals,
      {
        track: { vehicleId: VEHICLE, placeId: '420102-2', track: 'camera', cameraView: 'front', groupId: null },
        ...{ burstId: null, startedAt: from, mimeType: 'video/mp4; codecs="avc1.42e01f"', extension: 'mp4' },
        initialisation: Buffer.from('head'),
      },
      (error) => {
        throw error;
      },
    );
    const moments = { startedAt: from, endedAt: from + SEGMENT_MS };
    const arrived = { first: from, last: from + SEGMENT_MS };
    file.append({
      ...moments,
      bytes: Buffer.alloc(bytes, number),
      key: true,
      arrived,
      rtpTimes: { first: 0, last: 1 },
    });
    await file.close(from + SEGMENT_MS, 'rolled');
  }
  await journals.close();
}

/** The demo's people, and a second supervisor: deleting before its time takes two. */
async function writeSeed(file: string): Promise<void> {
  const demo = fileURLToPath(new URL('../signaling-server/demo/seed.json', import.meta.url));
  const seed = JSON.parse(await readFile(demo, 'utf8')) as { accounts: object[] };
  const second = { id: 'account-second', login: 'second', name: '督察员二', password: PASSWORD };
  const grants = [{ role: 'supervisor', placeId: '420100' }];
  await writeFile(file, JSON.stringify({ ...seed, accounts: [...seed.accounts, { ...second, grants }] }));
}

const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

async function openStorage(page: Page, address: string, account: 'supervisor' | 'second'): Promise<void> {
  await page.goto(`${address}/review#storage`);
  await signIn(page, account === 'second' ? ('second' as 'supervisor') : account);
  await page.getByRole('link', { name: '存储' }).click();
  await expect(panel(page, '保存期限')).toBeVisible();
}

async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.click();
  await page.getByTitle(option, { exact: true }).last().click();
}

test('a supervisor sees what goes next week and when the disk is full, sets rules and quotas, and two delete early', async ({
  page,
  openElsewhere,
}) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-storage-journey-'));
  const volume = join(folder, 'recordings');
  await mkdir(volume);
  // On a disk of hundreds of gigabytes a few recordings would never fill it.
  const isSmall = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${VOLUME_BYTES}`, 'tmpfs', volume]).status === 0;
  if (!isSmall) console.warn('SKIPPED: the day on which the disk is full, for this user may not mount a small volume');
  const oldAt = Date.now() - 178 * DAY_MS;
  await record(volume, oldAt, OLD_SEGMENTS, 20_000);
  await record(volume, Date.now() - DAY_MS, 5, 2_000_000);
  const seedFile = join(folder, 'seed.json');
  await writeSeed(seedFile);
  const zhiqin = await Zhiqin.create({
    vehicles: 0,
    environment: { RECORDINGS_DIR: volume, SEED_FILE: seedFile },
  });
  const line = await Line.create(zhiqin.address);
  try {
    await line.signIn('supervisor', PASSWORD);
    const { fullAt } = await line.ask('recording:storage', {});
    await openStorage(page, zhiqin.address, 'supervisor');

    const dueOn = new Date(oldAt + 180 * DAY_MS).toLocaleDateString('sv-SE');
    const due = panel(page, '未来七日将删除');
    await expect(due.getByRole('row', { name: `${dueOn} ${PLATE} 日常录像 ${OLD_SEGMENTS} 段` })).toBeVisible();
    if (isSmall) {
      // Ten megabytes in a week, on a volume of two hundred.
      expect(((fullAt ?? 0) - Date.now()) / DAY_MS).toBeGreaterThan(60);
      const fullOn = new Date(fullAt ?? 0).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
      await expect(page.locator('.storage-fact').filter({ hasText: '预计写满' })).toContainText(fullOn);
    }

    const rules = panel(page, '保存期限');
    await rules.getByRole('spinbutton', { name: '日常录像', exact: true }).fill('400');
    await rules.getByRole('spinbutton', { name: '日常录像缩减' }).fill('500');
    await expect(rules.getByRole('alert')).toHaveText('缩减天数须少于保存天数');
    await rules.getByRole('spinbutton', { name: '日常录像缩减' }).fill('180');
    await rules.getByRole('button', { name: /^保\s?存$/ }).click();
    await expect(rules.getByRole('status')).toHaveText('已保存');
    await expect(due).toContainText('未来七日没有到期的录像');
    await expect(due).toContainText('未来七日将缩减为关键帧');
    await expect(due.getByRole('row', { name: `${dueOn} ${PLATE} 日常录像 ${OLD_SEGMENTS} 段` })).toBeVisible();

    const quotas = panel(page, '录像配额');
    const wuchang = quotas.getByRole('row', { name: /^武昌区/ });
    await wuchang.getByRole('spinbutton').fill('500');
    await wuchang.getByRole('button', { name: /^保\s?存$/ }).click();
    await choose(page, quotas.getByRole('combobox', { name: '单车配额' }), PLATE);
    const ofVehicle = quotas.getByRole('row', { name: new RegExp(`^${PLATE}`) });
    await ofVehicle.getByRole('spinbutton').fill('20');
    await ofVehicle.getByRole('button', { name: /^保\s?存$/ }).click();
    await expect
      .poll(async () => {
        const { quotas: places, vehicleQuotas } = await line.ask('recording:storage', {});
        return [...places, ...vehicleQuotas].flatMap(({ bytes }) => bytes ?? []);
      })
      .toEqual([500_000_000_000, 20_000_000_000]);

    const deletion = panel(page, '提前删除');
    await choose(page, deletion.getByRole('combobox', { name: '车辆' }), PLATE);
    const typed = (at: number): string =>
      new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16);
    const [from, to] = [
      deletion.locator('.ant-picker-input input').first(),
      deletion.locator('.ant-picker-input input').last(),
    ];
    await from.click();
    await from.fill(typed(oldAt - 60_000));
    await from.press('Enter');
    await to.fill(typed(oldAt + 600_000));
    await to.press('Enter');
    await deletion.getByRole('button', { name: '申请删除' }).click();
    const why = page.getByRole('dialog', { name: '申请删除' });
    await why.getByRole('textbox').fill('误录私人场所');
    await why.getByRole('button', { name: /^确\s?定$/ }).click();
    await expect(deletion).toContainText('等待另一人核准');
    await expect(deletion.getByRole('button', { name: '核准删除' })).toHaveCount(0);

    const other = await openElsewhere({ hasMap: false });
    await openStorage(other, zhiqin.address, 'second');
    const asked = panel(other, '提前删除');
    await expect(asked).toContainText('误录私人场所');
    await asked.getByRole('button', { name: '核准删除' }).click();
    const because = other.getByRole('dialog', { name: '核准删除' });
    await because.getByRole('textbox').fill('情况属实，同意');
    await because.getByRole('button', { name: /^确\s?定$/ }).click();
    await expect(asked).toContainText('督察员二');
    await expect(asked).toContainText('核准：情况属实，同意');

    // It is off the disk, the ledger says so, and what nobody asked to delete is still there.
    const span = { vehicleId: VEHICLE, from: oldAt - 60_000, to: oldAt + 600_000 };
    await expect
      .poll(async () => (await line.ask('recording:segments', span)).segments.length, { timeout: 30_000 })
      .toBe(0);
    const { tracks } = await line.ask('recording:coverage', span);
    expect(tracks.flatMap(({ stretches }) => stretches.map(({ kind }) => kind))).toEqual(['deleted']);
    const kept = await line.ask('recording:segments', {
      vehicleId: VEHICLE,
      from: Date.now() - 2 * DAY_MS,
      to: Date.now(),
    });
    expect(kept.segments).toHaveLength(5);
    const done = await line.ask('recording:storage', {});
    expect(done.reducedNextWeek).toEqual([]);
  } finally {
    line.close();
    await zhiqin.close();
    if (isSmall) spawnSync('umount', [volume]);
    await rm(folder, { recursive: true, force: true });
  }
});
