import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from 's3rver';
import { expect, test as plain } from 'playwright/test';
import { signIn } from './fixtures/console';
import { exportPackage } from './fixtures/exportPackage';
import { Line } from './fixtures/Line';
import { PackedZip } from './fixtures/PackedZip';
import { pixelsOf } from './fixtures/pixelsOf';
import { verifyFile } from './fixtures/verifyFile';
import { Zhiqin } from './fixtures/Zhiqin';

const VEHICLE = '3Z071';
const BUCKET = 'recordings';
const KEY = 'S3RVER';
/** A segment lasts ten seconds, and stays half a minute on its volume. */
const ARCHIVED_WITHIN_MS = 120_000;
const OBJECT = '._S3rver_object';

interface Archived {
  /** Where the storage keeps its objects. */
  store: string;
  zhiqin: Zhiqin;
}

/** Storage that speaks S3, and a Zhiqin of its own whose closed segments go there. */
const test = plain.extend<object, Archived>({
  store: [
    async ({}, use) => {
      const store = await mkdtemp(path.join(tmpdir(), 'zhiqin-store-'));
      await use(store);
      await rm(store, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  zhiqin: [
    async ({ store }, use) => {
      const server = new S3rver({
        ...{ port: 0, address: '127.0.0.1', silent: true, directory: store },
        configureBuckets: [{ name: BUCKET, configs: [] }],
      });
      const { port } = await server.run();
      const zhiqin = await Zhiqin.create({
        vehicles: 1,
        environment: {
          RECORDING_S3_URL: `http://127.0.0.1:${port}/${BUCKET}/city`,
          RECORDING_S3_ACCESS_KEY: KEY,
          RECORDING_S3_SECRET_KEY: KEY,
        },
      });
      await use(zhiqin);
      await zhiqin.close();
      await server.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: ({ zhiqin }, use) => use(zhiqin.address),
});

/** Files of a camera, by their names without the folder, the oldest first. */
function filesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('camera-front') && name.endsWith(ending))
    .map((name) => path.basename(name, ending))
    .sort();
}

test('what has left for the archive is played back in a browser, kept as a still, and handed out in a package that verifies', async ({
  page,
  store,
  zhiqin,
}) => {
  test.setTimeout(300_000);
  const line = await Line.create(zhiqin.address);
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-archived-'));
  try {
    await line.signIn('supervisor', 'zhiqin-demo');
    const objects = path.join(store, BUCKET, 'city');
    const volume = path.join(zhiqin.dataFolder, 'recordings');
    /** Those of which nothing is left on the volume. */
    const gone = (): readonly string[] => {
      const here = filesIn(volume, '.mp4');
      return filesIn(objects, `.mp4${OBJECT}`).filter((name) => !here.includes(name));
    };
    await expect.poll(() => gone().length, { timeout: ARCHIVED_WITHIN_MS }).toBeGreaterThan(1);
    const archivedIds = gone();
    const { segments } = await line.ask('recording:segments', { vehicleId: VEHICLE, from: 0, to: Date.now() });
    const [first, second] = segments.filter(({ id }) => archivedIds.some((name) => name.endsWith(id)));
    if (!first || !second) throw new Error('two archived segments were expected');

    await page.goto(`/review#at=${first.startedAt + 2_000}&vehicles=${VEHICLE}`);
    await signIn(page, 'supervisor');
    const tile = page.locator(`[data-camera="${VEHICLE}:camera:front"]`);
    await expect(tile).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    const shown = await pixelsOf(tile.locator('canvas'));
    expect(new Set(shown.split(',')).size).toBeGreaterThan(2);
    await page.getByRole('button', { name: '播放', exact: true }).click();
    await expect.poll(() => pixelsOf(tile.locator('canvas')), { timeout: 30_000 }).not.toBe(shown);
    // Over the seam into the next file, which is in the archive alone as well.
    const clock = page.locator('.transport-moment');
    await expect
      .poll(async () => Number(await clock.getAttribute('data-at')), { timeout: 60_000 })
      .toBeGreaterThan(second.startedAt + 1_000);
    await page.getByRole('button', { name: '暂停', exact: true }).click();
    await expect(tile).toHaveAttribute('data-ready', 'true');

    const still = await line.ask('marks:takeStill', {
      ...{ clientKey: crypto.randomUUID(), segmentId: first.id, at: first.startedAt + 3_000, reason: '占道经营核查' },
    });
    expect(still).toMatchObject({ segmentId: first.id, sourceBytes: first.bytes });

    const zip = path.join(folder, 'package.zip');
    const span = { from: first.startedAt - 1_000, to: second.endedAt + 1_000 };
    await exportPackage(line, zhiqin.address, scopeOf(span), zip);
    const verdict = await verifyFile(zip);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true });
    const packed = await PackedZip.create(zip);
    for (const { id } of [first, second]) {
      const name = archivedIds.find((archived) => archived.endsWith(id)) ?? '';
      const [object = ''] = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((one) =>
        one.endsWith(`${name}.mp4${OBJECT}`),
      );
      // Bit for bit what is in the archive.
      expect(
        packed.of(packed.path('originals/', `${name}.mp4`)).equals(await readFile(path.join(objects, object))),
      ).toBe(true);
    }
    expect(packed.path('copies/', '-副本.mp4')).toContain(VEHICLE);
    expect(packed.path('stills/', '.jpg')).toContain(VEHICLE);
    // Nothing came back to the volume for it.
    expect(filesIn(volume, '.mp4').filter((name) => archivedIds.includes(name))).toEqual([]);
  } finally {
    line.close();
    await rm(folder, { recursive: true, force: true });
  }
});

function scopeOf(span: { readonly from: number; readonly to: number }) {
  return {
    ...{ ...span, withCopies: true, category: 'inquiry' as const, reason: '归档录像核查' },
    tracks: [{ vehicleId: VEHICLE, track: 'camera' as const, cameraView: 'front' as const }],
  };
}
