import { signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { signInForVehicle, VehicleRecorder } from './fixtures/VehicleRecorder';

const VEHICLE = '2W835';
const ENOUGH_MS = 12_000;
const PAYLOAD_TYPE = 101;
const SSRC = 4_242;
const pictures = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-pix_fmt', 'yuv420p'];
const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '800k', '-g', '25'];

test('what a vehicle recorder sent in VP8 plays on the review page', async ({ page, openLine }) => {
  test.setTimeout(240_000);
  const crew = await openLine();
  await signInForVehicle(crew, VEHICLE);
  const recorder = await VehicleRecorder.create(crew, {
    ...{ publication: { track: 'camera', view: 'front' }, codec: 'VP8', payloadType: PAYLOAD_TYPE, ssrc: SSRC },
    coding: [...pictures, ...vp8],
  });
  try {
    const line = await openLine();
    await line.signIn('supervisor', 'zhiqin-demo');
    // Its tablet may have sent in another codec before.
    const startOfRecording = async (): Promise<number> => {
      const span = { from: Date.now() - 300_000, to: Date.now() };
      const { segments } = await line.ask('recording:segments', { vehicleId: VEHICLE, ...span });
      return segments.find(({ mimeType }) => mimeType.includes('vp8'))?.startedAt ?? Number.POSITIVE_INFINITY;
    };
    await expect
      .poll(async () => Date.now() - (await startOfRecording()), { timeout: 120_000 })
      .toBeGreaterThan(ENOUGH_MS);

    await page.goto(`/review#at=${(await startOfRecording()) + 2_000}&vehicles=${VEHICLE}`);
    await signIn(page, 'supervisor');
    const tile = page.locator(`[data-camera="${VEHICLE}:camera:front"]`);
    await expect(tile).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    const picture = async (): Promise<string> =>
      await tile.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL('image/png'));
    const first = await picture();
    await page.keyboard.press(' ');
    await expect.poll(picture, { timeout: 30_000 }).not.toBe(first);
  } finally {
    await recorder.close();
  }
});
