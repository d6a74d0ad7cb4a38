import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PictureDecoder, type KeyFrame } from '../signaling-server/pictures/PictureDecoder';
import { percentile, progress, publish } from './figures';

/** As many as the server gives to one process of the decoder. */
const CAMERAS_AT_ONCE = 16;
const ROUNDS = 12;
/** How often the server looks at each camera. */
const LOOK_EVERY_S = 10;
const sizes = { 360: '640x360', 720: '1280x720' } as const;
type Lines = keyof typeof sizes;

/** One key frame of a moving scene with a sensor's noise, at the rate of a vehicle's camera, as the recorder has it. */
async function film(folder: string, lines: Lines, camera: number): Promise<KeyFrame> {
  const file = path.join(folder, `${lines}-${camera}.mp4`);
  const scene = `testsrc2=size=${sizes[lines]}:rate=25,hue=h=${camera * 22},noise=alls=6:allf=t`;
  const input = ['-ss', String(camera / 4), '-f', 'lavfi', '-i', scene, '-frames:v', '1'];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-profile:v',
    'baseline',
    '-pix_fmt',
    'yuv420p',
    '-crf',
    '24',
  ];
  await promisify(execFile)('ffmpeg', ['-loglevel', 'error', '-y', ...input, ...coding, file]);
  return { cameraId: `camera-${camera}`, film: await readFile(file), extension: 'mp4' };
}

/** Processor milliseconds of each picture, round by round, where so many cameras are looked at together. */
async function costOf(decoder: PictureDecoder, frames: readonly KeyFrame[]): Promise<number[]> {
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = decoder.cpuSeconds;
    const pictures = await decoder.decode(frames);
    if (pictures.size !== frames.length) throw new Error(`${pictures.size} of ${frames.length} pictures were decoded.`);
    costs.push(((decoder.cpuSeconds - before) * 1_000) / frames.length);
  }
  return costs;
}

const mean = (values: readonly number[]): number =>
  Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10;

/** What it costs to look at one picture of a camera, by the decoder that the server itself uses and the way it counts. */
const folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-pictures-bench-'));
const decoder = PictureDecoder.create();
try {
  const figures: Record<string, number | null> = {};
  for (const lines of [360, 720] as const) {
    const frames = await Promise.all(
      Array.from({ length: CAMERAS_AT_ONCE }, (_, camera) => film(folder, lines, camera)),
    );
    progress(
      `${frames.length} key frames of ${sizes[lines]}, ${Math.round(mean(frames.map((one) => one.film.length)) / 1024)} KB each`,
    );
    const together = await costOf(decoder, frames);
    const alone = await costOf(decoder, frames.slice(0, 1));
    figures[`p50Ms${lines}`] = percentile(together, 0.5);
    figures[`meanMs${lines}`] = mean(together);
    figures[`aloneP50Ms${lines}`] = percentile(alone, 0.5);
    figures[`camerasPerCorePercent${lines}`] = Math.round((LOOK_EVERY_S * 10) / mean(together));
    progress(`${sizes[lines]}: ${mean(together)} ms a picture, ${mean(alone)} ms where it is the only one`);
  }
  publish('pictures', {
    ...figures,
    rounds: ROUNDS,
    camerasAtOnce: CAMERAS_AT_ONCE,
    everySeconds: LOOK_EVERY_S,
    counted: 'user and system time of one ffmpeg of the lowest priority for all cameras at once, its start included',
    pictures:
      'one H.264 key frame each of a moving scene with noise; a JPEG at most 640 wide and a small grey picture out',
    processor: cpus()[0]?.model ?? 'unknown',
  });
} finally {
  decoder.close();
  await rm(folder, { recursive: true, force: true });
}
