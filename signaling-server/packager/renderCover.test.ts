import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoverRegion } from '@protocol';
import { digestOf } from '../recorder/digestOf';
import { RecordedFiles } from '../recording/RecordedFiles';
import { renderCover } from './renderCover';

const WIDTH = 320;
const HEIGHT = 180;
const START = Date.UTC(2026, 10, 21, 13);
const LONG_MS = 120_000;
/** Coding changes every shade a little; a covered region is black, and the rest is not. */
const SAME_SHADE = 24;
const BLACK = 24;

/** A bright picture that nothing moves in, so that what is not covered can be told by its shade. */
function record(path: string, coding: readonly string[]): void {
  const source = ['-f', 'lavfi', '-i', `color=c=0xc0c0c0:size=${WIDTH}x${HEIGHT}:rate=25`, '-t', '2'];
  execFileSync('ffmpeg', ['-v', 'error', ...source, ...coding, path]);
}

/** The shades of one picture of a file, a byte for each pixel. */
function shadesAt(path: string, seconds: number): { readonly shade: (x: number, y: number) => number } {
  const picture = ['-ss', seconds.toFixed(3), '-i', path, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', ...picture], { maxBuffer: 10_000_000 });
  return { shade: (x, y) => bytes[Math.floor(y * HEIGHT) * WIDTH + Math.floor(x * WIDTH)] ?? -1 };
}

describe('a covered copy', () => {
  let folder: string;
  let volumes: string[];
  const path = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-cover-'));
    volumes = [folder];
    const fragmented = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
    record(path('first.mp4'), ['-c:v', 'libx264', '-g', '25', '-bf', '0', '-pix_fmt', 'yuv420p', ...fragmented]);
    record(path('second.webm'), ['-c:v', 'libvpx', '-g', '25', '-b:v', '800k']);
  }, LONG_MS);
  afterAll(async () => await rm(folder, { recursive: true }));

  const face: CoverRegion = {
    ...{ what: 'face', from: START + 500, to: START + 1_500 },
    keyframes: [
      { at: START + 500, x: 0, y: 0.2, width: 0.25, height: 0.4 },
      { at: START + 1_500, x: 0.5, y: 0.2, width: 0.25, height: 0.4 },
    ],
  };
  /** In the second recording, which begins after a gap of 8 s. */
  const plate: CoverRegion = {
    ...{ what: 'plate', from: START + 10_000, to: START + 13_000 },
    keyframes: [{ at: START + 10_000, x: 0.6, y: 0.6, width: 0.3, height: 0.3 }],
  };

  it(
    'is black in its regions at their times, untouched elsewhere, and its originals stay as they were',
    async () => {
      const sources = [
        { segmentId: 'first', path: 'first.mp4', startedAt: START },
        { segmentId: 'second', path: 'second.webm', startedAt: START + 10_000 },
      ];
      const before = await Promise.all(sources.map(async (source) => await readFile(path(source.path))));
      const segments = sources.map((source, index) => ({ ...source, bytes: before[index]?.length ?? 0 }));
      const told: number[] = [];
      const made = await renderCover(
        { from: START, to: START + 20_000, regions: [face, plate], title: '遮挡副本', volumes, segments },
        {
          files: new RecordedFiles(volumes),
          workFolder: path('work'),
          target: path('copy.mp4'),
          onProgress: (percent) => told.push(percent),
        },
      );
      const [first, second] = made.parts;
      expect(first).toMatchObject({ segmentId: 'first', from: START, offsetMs: 0 });
      expect(second).toMatchObject({ segmentId: 'second', from: START + 10_000 });
      expect(second?.offsetMs).toBeGreaterThan(1_900);
      expect(second?.offsetMs).toBeLessThan(2_100);
      expect(told.at(-1)).toBe(95);
      const copy = await readFile(path('copy.mp4'));
      expect(made.sha256).toBe(digestOf(copy).sha256);

      const expectShade = (seconds: number, x: number, y: number, covered: boolean): void => {
        const shade = shadesAt(path('copy.mp4'), seconds).shade(x, y);
        const where = `${seconds} s, ${x}, ${y}: ${shade}`;
        if (covered) expect(shade, where).toBeLessThan(BLACK);
        else expect(Math.abs(shade - 0xc0), where).toBeLessThan(SAME_SHADE);
      };
      // Before it begins and after it has ended nothing is covered.
      expectShade(0.2, 0.1, 0.4, false);
      expectShade(1.8, 0.6, 0.4, false);
      // On its way from the left to the middle.
      expectShade(0.56, 0.1, 0.4, true);
      expectShade(0.56, 0.6, 0.4, false);
      expectShade(1, 0.37, 0.4, true);
      expectShade(1, 0.05, 0.4, false);
      expectShade(1.44, 0.6, 0.4, true);
      expectShade(1.44, 0.1, 0.4, false);
      expectShade(1, 0.37, 0.9, false);
      // The other one, in the recording after the gap.
      const later = (second?.offsetMs ?? 0) / 1_000;
      expectShade(later + 0.1, 0.75, 0.75, true);
      expectShade(later + 1.8, 0.75, 0.75, true);
      expectShade(later + 1, 0.1, 0.1, false);

      for (const [index, source] of sources.entries()) {
        expect(await readFile(path(source.path))).toEqual(before[index]);
      }
      expect(made.parts.map(({ sha256 }) => sha256)).toEqual(before.map((bytes) => digestOf(bytes).sha256));
    },
    LONG_MS,
  );

  it(
    'is only of the span that was asked for',
    async () => {
      const { length: bytes } = await readFile(path('first.mp4'));
      const segments = [{ segmentId: 'first', path: 'first.mp4', startedAt: START, bytes }];
      const span = { from: START + 400, to: START + 800 };
      const made = await renderCover(
        { ...span, regions: [face], title: '遮挡副本', volumes, segments },
        {
          files: new RecordedFiles(volumes),
          workFolder: path('short'),
          target: path('short.mp4'),
          onProgress: () => undefined,
        },
      );
      expect(made.parts[0]).toMatchObject(span);
      await expect(
        renderCover(
          { from: START + 30_000, to: START + 40_000, regions: [face], title: '遮挡副本', volumes, segments },
          {
            files: new RecordedFiles(volumes),
            workFolder: path('none'),
            target: path('none.mp4'),
            onProgress: () => undefined,
          },
        ),
      ).rejects.toThrow('no picture');
    },
    LONG_MS,
  );
});
