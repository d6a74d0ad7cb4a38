import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signIn } from './fixtures/console';
import { freePorts } from './fixtures/freePorts';
import { expect, test } from './fixtures/journey';
import { tablets } from './fixtures/terminal';

const VEHICLE = '2W835';
const { code, name, pin } = tablets[VEHICLE];
const ENOUGH_MS = 12_000;
const PAYLOAD_TYPE = 101;
const SSRC = 4_242;

test('what a vehicle recorder sent in VP8 plays on the review page', async ({ page, openLine }) => {
  test.setTimeout(240_000);
  const crew = await openLine();
  const { deviceToken } = await crew.ask('session:enrol', { code });
  const choices = await crew.ask('session:deviceChoices', { deviceToken });
  const account = choices.crew.find((member) => member.name === name)?.account ?? '';
  await crew.ask('session:signInCrew', { deviceToken, account, pin, vehicleId: VEHICLE });
  await crew.ask('fleet:goOnDuty', { crew: [name] });
  // Two ports beside each other: packets and reports.
  const port = await freePorts(2);
  const { destination } = await crew.ask('video:ingest', {
    ...{ publication: { track: 'camera', view: 'front' }, source: { ip: '127.0.0.1', port } },
    ...{ codec: 'VP8', payloadType: PAYLOAD_TYPE, ssrc: SSRC },
  });
  const pictures = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-pix_fmt', 'yuv420p'];
  const coding = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '800k', '-g', '25'];
  const address = `rtp://${destination.ip}:${destination.port}?localrtpport=${port}&pkt_size=1200`;
  const sending = ['-f', 'rtp', '-ssrc', String(SSRC), '-payload_type', String(PAYLOAD_TYPE), address];
  const recorder = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...pictures, ...coding, ...sending], {
    stdio: 'ignore',
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
    const ended = once(recorder, 'exit');
    recorder.kill('SIGKILL');
    await ended;
  }
});
