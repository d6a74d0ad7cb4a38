import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePicture, type PictureVerdict } from './judgePicture';
import { PictureDecoder } from './PictureDecoder';
import { compare, LUMA_HEIGHT, LUMA_WIDTH, measure } from './pictureMeasures';

const FFMPEG = '/usr/bin/ffmpeg';
const START_LIMIT_MS = 120_000;

/** What a camera could see; noise as of a sensor, which never rests. */
const scenes = {
  street: 'testsrc2=size=640x360:rate=2',
  later: 'testsrc2=size=640x360:rate=2,hue=h=40,crop=600:340:20:10,scale=640:360',
  night: 'color=0x050505:size=640x360:rate=2',
  hand: 'color=0x704838:size=640x360:rate=2',
} as const;
type Scene = keyof typeof scenes;

describe.skipIf(!existsSync(FFMPEG))('pictures of cameras', () => {
  let folder: string;
  let decoder: PictureDecoder;
  const films = new Map<Scene, Buffer>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-scenes-'));
    for (const [scene, source] of Object.entries(scenes) as [Scene, string][]) {
      const path = join(folder, `${scene}.mp4`);
      const input = ['-f', 'lavfi', '-i', `${source},noise=alls=5:allf=t`, '-t', '1'];
      const output = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', path];
      await promisify(execFile)(FFMPEG, ['-loglevel', 'error', ...input, ...output]);
      films.set(scene, await readFile(path));
    }
    decoder = PictureDecoder.create();
  }, START_LIMIT_MS);
  afterAll(async () => {
    decoder.close();
    await rm(folder, { recursive: true });
  });

  const frame = (scene: Scene) => ({ cameraId: scene, film: films.get(scene) ?? Buffer.alloc(0), extension: 'mp4' });

  it('are decoded together in one process, whose cost is counted, and each is a JPEG, too', async () => {
    const pictures = await decoder.decode([frame('street'), frame('night'), frame('hand')]);
    expect([...pictures.keys()]).toEqual(['street', 'night', 'hand']);
    for (const { luma, jpeg } of pictures.values()) {
      expect(luma).toHaveLength(LUMA_WIDTH * LUMA_HEIGHT);
      expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
    }
    expect(decoder.cpuSeconds).toBeGreaterThan(0);
    expect(decoder.decoded).toBe(3);
  });

  it('that cannot be decoded keep no other one back', async () => {
    const broken = { cameraId: 'broken', film: Buffer.from('no film at all'), extension: 'mp4' };
    const pictures = await decoder.decode([frame('street'), broken, frame('hand')]);
    expect([...pictures.keys()].sort()).toEqual(['hand', 'street']);
  });

  it('are told apart: black, covered, frozen, or nothing of it', async () => {
    const pictures = await decoder.decode([frame('street'), frame('later'), frame('night'), frame('hand')]);
    const luma = (scene: Scene): Uint8Array => pictures.get(scene)?.luma ?? new Uint8Array();
    const verdict = (scene: Scene, before: Scene | null, isDriving = false): PictureVerdict =>
      judgePicture(measure(luma(scene)), before === null ? null : compare(luma(before), luma(scene)), isDriving);
    const nothing = { isBlack: false, isCovered: false, isFrozen: false };
    expect(verdict('street', null)).toEqual(nothing);
    expect(verdict('street', 'later')).toEqual(nothing);
    expect(verdict('street', 'later', true)).toEqual(nothing);
    expect(verdict('street', 'street')).toEqual({ ...nothing, isFrozen: true });
    expect(verdict('night', 'night')).toEqual({ ...nothing, isBlack: true });
    expect(verdict('hand', 'hand')).toEqual({ ...nothing, isCovered: true });
  });

  it('cannot be decoded where there is no decoder, and that is said', async () => {
    const missing = PictureDecoder.create('no-such-decoder');
    await expect(missing.decode([frame('street')])).rejects.toThrow('no-such-decoder is not installed');
  });
});
