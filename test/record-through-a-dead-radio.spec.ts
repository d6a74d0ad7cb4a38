import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraView, CoverageStretch } from '@protocol';
import { expect, test as plain, type BrowserContext, type Locator, type Page } from 'playwright/test';
import { Cable, CABLE_ADDRESS } from './fixtures/Cable';
import { signIn } from './fixtures/console';
import { exportPackage } from './fixtures/exportPackage';
import { Line } from './fixtures/Line';
import { PackedZip } from './fixtures/PackedZip';
import { goOnDuty, tablets, type TabletVehicle } from './fixtures/terminal';
import { pixelsOf } from './fixtures/pixelsOf';
import { verifyFile } from './fixtures/verifyFile';
import { waitForRecording } from './fixtures/waitForRecording';
import { Zhiqin } from './fixtures/Zhiqin';

const JOURNEY_LIMIT_MS = 300_000;
/** Long enough that a few seconds of memory and a slow start could not fill it. */
const AWAY_SECONDS = 15;
const ENOUGH_BEFORE_MS = 5_000;
const HANDED_IN_WITHIN_MS = 90_000;
/** What wall clocks and frame lengths leave between two recordings. */
const SEAM_MS = 600;

interface Wired {
  zhiqin: Zhiqin;
  cable: Cable;
}

/** Pages are on a cable of their own that can be pulled out; the Zhiqin is no other journey's. */
const test = plain.extend<{ line: Line }, Wired>({
  zhiqin: [
    async ({}, use) => {
      const zhiqin = await Zhiqin.create({ vehicles: 0, announcedAddress: CABLE_ADDRESS });
      await use(zhiqin);
      await zhiqin.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  cable: [
    async ({ zhiqin }, use) => {
      const cable = await Cable.create(zhiqin.address);
      await use(cable);
      cable.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ cable }, use) => use(cable.address),
  line: async ({ zhiqin }, use) => {
    const line = await Line.create(zhiqin.address);
    await line.signIn('supervisor', 'zhiqin-demo');
    await use(line);
    line.close();
  },
});

/** A tablet on the cable, on duty for so long that it has been recorded live for a while. */
async function recordedTablet(
  { context, cable, line }: Pick<Wired, 'cable'> & { context: BrowserContext; line: Line },
  vehicle: TabletVehicle,
): Promise<Page> {
  await context.grantPermissions(['camera', 'microphone', 'geolocation'], { origin: cable.address });
  const tablet = await context.newPage();
  await tablet.setViewportSize({ width: 1280, height: 800 });
  await goOnDuty(tablet, vehicle);
  await waitForRecording(line, { vehicleId: vehicle, enoughMs: ENOUGH_BEFORE_MS, withinMs: 60_000 });
  return tablet;
}

/** What the ledger says of one track within a span. */
async function stretchesOf(
  line: Line,
  vehicleId: string,
  view: CameraView | null,
  from: number,
): Promise<CoverageStretch[]> {
  const { tracks } = await line.ask('recording:coverage', { vehicleId, from, to: Date.now() });
  const track = tracks.find(({ track, cameraView }) => track !== 'talk' && cameraView === view);
  return [...(track?.stretches ?? [])].sort((one, other) => one.from - other.from);
}

test('a vehicle whose radio is dead is recorded by its tablet, and what was missing can be played when it is back', async ({
  context,
  page,
  zhiqin,
  cable,
  line,
}) => {
  test.setTimeout(JOURNEY_LIMIT_MS);
  const tablet = await recordedTablet({ context, cable, line }, '6M560');
  const mark = tablet.locator('[data-device-recording]');
  const cutAt = Date.now();
  cable.pull();
  await expect(mark).toContainText('网络中断，本机录像中');
  await expect(mark).toContainText(new RegExp(`已录 00:${AWAY_SECONDS}`), { timeout: 60_000 });
  cable.mend();
  await expect(mark).toContainText(/正在补传 \d+\/\d+/, { timeout: 60_000 });
  await expect(mark).toBeHidden({ timeout: HANDED_IN_WITHIN_MS });

  for (const view of ['front', null] as const) {
    // What came live and what the tablet recorded meet everywhere.
    await expect
      .poll(async () => holesIn(await stretchesOf(line, '6M560', view, cutAt)), { timeout: HANDED_IN_WITHIN_MS })
      .toEqual([]);
    const filled = (await stretchesOf(line, '6M560', view, cutAt)).filter(({ kind }) => kind === 'device');
    expect(Math.max(...filled.map(({ to }) => to))).toBeGreaterThan(cutAt + AWAY_SECONDS * 1_000);
    // The ledger still says why it was needed.
    expect(filled.map(({ reason }) => reason)).toContain('vehicle-offline');
  }
  const { gaps, segments } = await line.ask('recording:segments', {
    ...{ vehicleId: '6M560', from: cutAt, to: Date.now() },
  });
  expect(gaps.some(({ cameraView, gap }) => cameraView === 'front' && gap.reason === 'vehicle-offline')).toBe(true);
  const own = segments.filter(({ source }) => source === 'device');
  expect(own.every(({ captureSource }) => captureSource === 'device-clock')).toBe(true);
  // This tablet and this server have one clock, and the tablet measured that.
  expect(Math.max(...own.map(({ captureUncertaintyMs }) => captureUncertaintyMs ?? Infinity))).toBeLessThan(2_000);

  const at = cutAt + 6_000;
  await page.goto(`${zhiqin.address}/review#at=${at}&vehicles=6M560&from=${cutAt - 60_000}&to=${cutAt + 60_000}`);
  await signIn(page, 'supervisor');
  const tile = page.locator('[data-camera="6M560:camera:front"]');
  await expect(tile).toHaveAttribute('data-ready', 'true');
  await page.getByRole('button', { name: '播放' }).click();
  await expectMoving(tile.locator('canvas'));
  const clock = page.locator('.transport-moment');
  expect(Number(await clock.getAttribute('data-at'))).toBeLessThan(cutAt + AWAY_SECONDS * 1_000);
  await expect(page.locator('[data-lane="6M560:camera:front"] .recorded.backfilled').first()).toHaveAttribute(
    'title',
    new RegExp('终端补录'),
  );

  // It goes into a package beside what came live, named for what it is, and can be watched.
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-dead-radio-'));
  try {
    const zip = join(folder, 'package.zip');
    const span = { from: cutAt - 2_000, to: cutAt + AWAY_SECONDS * 1_000 };
    const camera = { vehicleId: '6M560', track: 'camera', cameraView: 'front' } as const;
    const sound = { vehicleId: '6M560', track: 'evidence-sound', cameraView: null } as const;
    const why = { category: 'inquiry', reason: '断网期间录像核查' } as const;
    await exportPackage(line, zhiqin.address, { ...span, ...why, withCopies: true, tracks: [camera, sound] }, zip);
    const verdict = await verifyFile(zip);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true });
    const packed = await PackedZip.create(zip);
    expect(packed.path('originals/', '.mp4')).toContain('6M560');
    expect(packed.path('copies/', 'front-device-副本.mp4')).toContain('6M560');
    expect(packed.path('copies/', 'evidence-sound-device-副本.m4a')).toContain('6M560');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a vehicle whose radio is dead is recorded up to the death of its tablet’s page, and the next page hands that in', async ({
  context,
  cable,
  line,
}) => {
  test.setTimeout(JOURNEY_LIMIT_MS);
  const tablet = await recordedTablet({ context, cable, line }, '8T216');
  await tablet.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const cutAt = Date.now();
  cable.pull();
  const mark = tablet.locator('[data-device-recording]');
  await expect(mark).toContainText('已录 00:08', { timeout: 60_000 });
  const killedAt = Date.now();
  await crash(tablet);

  const next = await context.newPage();
  await next.goto('/vehicle');
  await expect(next.getByText(tablets['8T216'].plate)).toBeVisible();
  // The new page goes on recording by itself, since there is no line still.
  const nextMark = next.locator('[data-device-recording]');
  await expect(nextMark).toContainText('网络中断，本机录像中', { timeout: 60_000 });
  cable.mend();
  await expect(next.getByText(/摄像头正在传送/)).toBeVisible({ timeout: 60_000 });
  await expect(nextMark).toBeHidden({ timeout: HANDED_IN_WITHIN_MS });

  const filledBefore = async (): Promise<number> => {
    const ofNextPage = async (): Promise<CoverageStretch[]> =>
      (await stretchesOf(line, '8T216', 'front', cutAt)).filter(
        ({ kind, from }) => kind === 'device' && from > killedAt,
      );
    await expect.poll(ofNextPage, { timeout: HANDED_IN_WITHIN_MS }).not.toEqual([]);
    const stretches = await stretchesOf(line, '8T216', 'front', cutAt);
    const own = stretches.filter(({ kind, from }) => kind === 'device' && from < killedAt);
    return Math.max(0, ...own.map(({ to }) => to));
  };
  // A chunk lasts a second and a half; what was in it when the page died is lost, and the one that was being made.
  await expect.poll(filledBefore, { timeout: HANDED_IN_WITHIN_MS }).toBeGreaterThan(killedAt - 4_000);
  // Between the two pages nobody recorded, and the ledger does not say that somebody did.
  const ofNextPage = async (): Promise<CoverageStretch[]> =>
    (await stretchesOf(line, '8T216', 'front', cutAt)).filter(({ kind, from }) => kind === 'device' && from > killedAt);
  await expect.poll(ofNextPage, { timeout: HANDED_IN_WITHIN_MS }).not.toEqual([]);
  const stretches = await stretchesOf(line, '8T216', 'front', cutAt);
  expect(stretches.filter(({ kind }) => kind === 'gap')).not.toEqual([]);
  expect(unexplainedIn(stretches)).toEqual([]);
});

/**
 * Spans that the dead radio left and the tablet did not fill. A gap of another reason is not of the radio's making: where
 * the machine is too busy to encode, nothing comes from the camera either.
 */
function holesIn(stretches: readonly CoverageStretch[]): readonly CoverageStretch[] {
  return [
    ...stretches.filter(
      ({ kind, reason, from, to }) => kind === 'gap' && reason === 'vehicle-offline' && to - from > SEAM_MS,
    ),
    ...unexplainedIn(stretches),
  ];
}

/** Spans between stretches of which the ledger says nothing at all. */
function unexplainedIn(stretches: readonly CoverageStretch[]): readonly CoverageStretch[] {
  const holes: CoverageStretch[] = [];
  let until = stretches[0]?.from ?? 0;
  for (const { from, to } of stretches) {
    if (from - until > SEAM_MS) holes.push({ kind: 'gap', from: until, to: from, reason: null });
    until = Math.max(until, to);
  }
  return holes;
}

/** Kills the process that a page runs in, its workers with it. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It never answers.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

async function expectMoving(canvas: Locator): Promise<void> {
  const first = await pixelsOf(canvas);
  expect(new Set(first.split(',')).size).toBeGreaterThan(2);
  await expect.poll(() => pixelsOf(canvas), { timeout: 30_000 }).not.toBe(first);
}
