import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, chooseUnit, openConsole } from './fixtures/console';
import { listenToSides } from './fixtures/ear';
import { exportPackage } from './fixtures/exportPackage';
import { expect, test } from './fixtures/journey';
import { markerTones } from './fixtures/markerSound';
import { PackedZip } from './fixtures/PackedZip';
import { expectMarker, expectSilence } from './fixtures/talk';
import { tablets } from './fixtures/terminal';
import { signInForVehicle, VehicleRecorder } from './fixtures/VehicleRecorder';
import { verifyFile } from './fixtures/verifyFile';

const VEHICLE = '2W835';
const { plate } = tablets[VEHICLE];
const ENOUGH_MS = 14_000;
/** The marker is a pure tone, so nearly all the sound is at its frequencies. */
const MARKER_SHARE = 0.6;
const [low, high] = markerTones;
/** What a recorder of a vehicle sends of its microphone: A-law, 8 kHz, 20 ms a packet, by its static payload type. */
const marker = `aevalsrc=0.5*sin(2*PI*if(lt(mod(t\\,0.5)\\,0.25)\\,${low}\\,${high})*t):s=8000,asetnsamples=160`;
const g711 = ['-f', 'lavfi', '-i', marker, '-ac', '1', '-c:a', 'pcm_alaw'];

test('the G.711 sound of a vehicle recorder is heard live, played back in review, and handed out with a copy that plays', async ({
  zhiqin,
  openElsewhere,
  openLine,
}) => {
  test.setTimeout(300_000);
  const crew = await openLine();
  await signInForVehicle(crew, VEHICLE);
  const beganAt = Date.now();
  const recorder = await VehicleRecorder.create(crew, {
    ...{ publication: { track: 'evidence-sound' }, codec: 'PCMA', payloadType: 8, ssrc: 4_711 },
    coding: g711,
  });
  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-g711-'));
  try {
    const desk = await openElsewhere({ hasMap: false });
    await openConsole(desk);
    const panel = await chooseUnit(desk, plate);
    await expectSilence(desk);
    await panel.getByRole('button', { name: '监听现场声音' }).click();
    await expectMarker(desk);
    await panel.getByRole('button', { name: '停止监听' }).click();
    await expectSilence(desk);

    const line = await openLine();
    await line.signIn('supervisor', 'zhiqin-demo');
    const soundSince = async (): Promise<number> => {
      const { segments } = await line.ask('recording:segments', { vehicleId: VEHICLE, from: beganAt, to: Date.now() });
      return segments.find(({ mimeType }) => mimeType.includes('alaw'))?.startedAt ?? Number.POSITIVE_INFINITY;
    };
    await expect.poll(async () => Date.now() - (await soundSince()), { timeout: 60_000 }).toBeGreaterThan(ENOUGH_MS);
    const from = await soundSince();

    const review = await openElsewhere({ hasMap: false });
    await review.goto(`/review#at=${from + 1_000}&vehicles=${VEHICLE}`);
    await signIn(review, 'supervisor');
    await review.getByRole('button', { name: '车内声音' }).click();
    await review.getByRole('button', { name: '播放', exact: true }).click();
    await expect.poll(async () => (await listenToSides(review, 600)).left.markerShare).toBeGreaterThan(MARKER_SHARE);
    await review.getByRole('button', { name: '暂停', exact: true }).click();
    await expect.poll(async () => (await listenToSides(review, 600)).left.loudness).toBeLessThan(0.01);

    const zip = join(folder, 'package.zip');
    await exportPackage(line, zhiqin.address, scopeOf(from), zip);
    const verdict = await verifyFile(zip);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true });
    const packed = await PackedZip.create(zip);
    expect(packed.path('originals/', '.mka')).toContain('2W835');
    const copy = join(folder, 'copy.m4a');
    await writeFile(copy, packed.of(packed.path('copies/', '-副本.m4a')));
    expect(loudnessOf(copy, 'anull')).toBeGreaterThan(-15);
    // Without the two tones next to nothing is left.
    expect(
      loudnessOf(copy, `bandreject=f=${low}:width_type=h:w=400,bandreject=f=${high}:width_type=h:w=400`),
    ).toBeLessThan(-20);
  } finally {
    await recorder.close();
    await rm(folder, { recursive: true, force: true });
  }
});

function scopeOf(from: number) {
  return {
    ...{ from: from + 1_000, to: from + ENOUGH_MS, withCopies: true, category: 'inquiry' as const },
    ...{ reason: '车载录音核查', tracks: [{ vehicleId: VEHICLE, track: 'evidence-sound' as const, cameraView: null }] },
  };
}

/** Root mean square of a file's sound behind a filter, in dB below the loudest that there can be; fails where it cannot be decoded. */
function loudnessOf(file: string, filter: string): number {
  const measure = ['-v', 'error', '-i', file, '-af', filter, '-f', 'f32le', '-ac', '1', '-'];
  const { stdout, stderr } = spawnSync('ffmpeg', measure, { maxBuffer: 1 << 28 });
  expect(stderr.toString()).toBe('');
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 4));
  expect(samples.length).toBeGreaterThan(8_000);
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
