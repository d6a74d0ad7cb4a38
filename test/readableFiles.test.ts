import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readableFiles } from '../bench/readableFiles';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const FILES = 30;

/** What `npm run bench -- recording` says of the files that were written. */
describe.skipIf(!hasFfmpeg)('files that are said to be readable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-readable-test-'));
  const paths = Array.from({ length: FILES }, (_, index) => join(folder, `${index}.mp4`));

  beforeAll(() => {
    const [first = ''] = paths;
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25', '-t', '2'];
    const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-x264-params', 'scenecut=0'];
    const made = spawnSync('ffmpeg', ['-v', 'error', ...picture, ...coding, first]);
    expect(made.stderr.toString()).toBe('');
    for (const path of paths.slice(1)) writeFileSync(path, readFileSync(first));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are all decoded whole where there is time for it', async () => {
    const read = await readableFiles(paths, Infinity);
    expect(read).toEqual({ readable: FILES, decodedWhole: FILES, problems: [] });
  });

  it('are read through and their key pictures decoded where there is none', async () => {
    expect(await readableFiles(paths, 0)).toEqual({ readable: FILES, decodedWhole: 0, problems: [] });
  });

  it('do not count one that is broken, and name it, though they were read together with it', async () => {
    const [first = '', second = ''] = paths;
    const broken = Buffer.from(readFileSync(first));
    const pictures = broken.indexOf('mdat');
    // Several pictures of the fifty, the lengths of their units among it.
    const at = (share: number): number => pictures + Math.floor((broken.length - pictures) * share);
    broken.fill(0xff, at(0.6), at(0.8));
    writeFileSync(second, broken);
    for (const wholeForMs of [Infinity, 0]) {
      const { readable, problems } = await readableFiles(paths, wholeForMs);
      expect(readable).toBe(FILES - 1);
      expect(problems).toEqual([expect.stringContaining(second)]);
    }
  });
});
