import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasFfmpeg } from '../recorder/clipForTests';
import { RecordedFiles } from '../recording/RecordedFiles';
import { makeCopies } from './makeCopies';
import type { PackagePlan, PlannedRecording } from './packagePlan';

const PART_SECONDS = 3;
const START = 1_795_000_000_000;
const tones = { 'a.mp4': 600, 'b.mka': 1_400, 'c.mka': 2_200, 'd.mp4': 600 } as const;
const mimeTypes = {
  ...{ 'a.mp4': 'audio/mp4; codecs="opus"', 'b.mka': 'audio/x-matroska; codecs="alaw"' },
  ...{ 'c.mka': 'audio/x-matroska; codecs="ulaw"', 'd.mp4': 'audio/mp4; codecs="opus"' },
} as const;

describe.skipIf(!hasFfmpeg)('a copy of what changed its codec on the way', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-copies-'));
  const volume = join(folder, 'volume');
  const work = join(folder, 'work');
  const ffmpeg = (...words: string[]): Buffer => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...words]);

  const planned = (files: readonly string[], mimeTypeOf: (file: string) => string, part: Partial<PlannedRecording>) => {
    const segments = files.map((file, index) => {
      const { size } = statSync(join(volume, file));
      return {
        ...{ segmentId: file, source: file, file: `originals/${file}`, mimeType: mimeTypeOf(file), state: 'closed' },
        ...{ burstId: null, startedAt: START + index * 3_000, endedAt: START + (index + 1) * 3_000 },
        ...{ ranges: [{ offset: 0, bytes: size, digest: null }], lineCount: 0, lines: [] },
      };
    });
    const recording = { chain: 'car', vehicleId: 'car', plate: '鄂A', cameraView: null, gaps: [], ...part, segments };
    // Copies are made of the recordings of a plan, and of nothing else in it.
    return { recordings: [recording] } as unknown as PackagePlan;
  };
  const copyOf = async (plan: PackagePlan): Promise<string> => {
    const made = await makeCopies(plan, new RecordedFiles([volume]), work, () => undefined);
    return made.find(({ kind }) => kind === 'copy')?.file ?? '';
  };

  beforeAll(() => {
    mkdirSync(volume);
    for (const [file, tone] of Object.entries(tones)) {
      const rate = file.endsWith('mp4') ? '48000' : '8000';
      const codec = { 'b.mka': 'pcm_alaw', 'c.mka': 'pcm_mulaw' }[file] ?? 'libopus';
      const sine = `sine=frequency=${tone}:sample_rate=${rate}:duration=${PART_SECONDS}`;
      ffmpeg('-f', 'lavfi', '-i', sine, '-ac', '1', '-c:a', codec, join(volume, file));
    }
    for (const [file, codec, size, colour] of [
      ['e.mp4', 'libx264', '320x180', 'red'],
      ['f.webm', 'libvpx', '640x360', 'blue'],
    ] as const) {
      const picture = `color=${colour}:size=${size}:rate=10:duration=${PART_SECONDS}`;
      ffmpeg('-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', '-c:v', codec, join(volume, file));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has all of the sound: Opus of a tablet, then G.711 of a recorder, then Opus again', async () => {
    const files = Object.keys(tones) as (keyof typeof tones)[];
    const plan = planned(files, (file) => mimeTypes[file as keyof typeof tones], {
      name: 'sound',
      track: 'evidence-sound',
    });
    const copy = await copyOf(plan);
    for (const [index, file] of files.entries()) {
      const at = index * PART_SECONDS + 1;
      const own = loudness(copy, at, `bandpass=f=${tones[file]}:width_type=h:w=100`);
      expect(own).toBeGreaterThan(-30);
      const others = Object.values(tones).filter((tone) => tone !== tones[file]);
      for (const tone of others)
        expect(loudness(copy, at, `bandpass=f=${tone}:width_type=h:w=100`)).toBeLessThan(own - 12);
    }
  });

  it('has all of the pictures: H.264, then VP8 of another size', async () => {
    const mimeTypeOf = (file: string) =>
      file === 'e.mp4' ? 'video/mp4; codecs="avc1.64000d"' : 'video/webm; codecs="vp8"';
    const camera = { name: 'front', track: 'camera', cameraView: 'front' } as const;
    const copy = await copyOf(planned(['e.mp4', 'f.webm'], mimeTypeOf, camera));
    const colourAt = (seconds: number): number[] => {
      const one = ['-ss', String(seconds), '-i', copy, '-frames:v', '1', '-vf', 'scale=1:1', '-pix_fmt', 'rgb24'];
      return [...ffmpeg(...one, '-f', 'rawvideo', '-')];
    };
    const [early, late] = [colourAt(1), colourAt(PART_SECONDS + 1)];
    expect([(early[0] ?? 0) > 200, (early[2] ?? 255) < 60]).toEqual([true, true]);
    expect([(late[0] ?? 255) < 60, (late[2] ?? 0) > 200]).toEqual([true, true]);
  });
});

/** Of half a second of a file's sound behind a filter, in dB. */
function loudness(file: string, at: number, filter: string): number {
  const measure = [
    '-v',
    'error',
    '-ss',
    String(at),
    '-t',
    '0.5',
    '-i',
    file,
    '-af',
    filter,
    '-f',
    'f32le',
    '-ac',
    '1',
    '-',
  ];
  const { stdout } = spawnSync('ffmpeg', measure, { maxBuffer: 1 << 26 });
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 4));
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}
