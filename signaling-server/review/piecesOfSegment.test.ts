import { describe, expect, it } from 'vitest';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import { fragmentsOfMp4, fragmentsOfWebm } from '../recorder/fragmentsOfFile';
import type { Muxer, Sample } from '../recorder/Muxer';
import { WebmWriter } from '../recorder/WebmWriter';
import { keyFramesFrom, pieceFrom, type WholeFile } from './piecesOfSegment';

const TICKS_A_SECOND = 90_000;
/** Fragments of half a second, two frames each, a key frame every two seconds. */
const FRAGMENTS = 20;

function samplesOf(index: number): readonly Sample[] {
  return [0, 1].map((half) => ({
    time: (index * 0.5 + half * 0.25) * TICKS_A_SECOND,
    duration: 0.25 * TICKS_A_SECOND,
    key: index % 4 === 0 && half === 0,
    data: Buffer.from([index, half, 1]),
  }));
}

function fileOf(muxer: Muxer, isMp4: boolean): WholeFile {
  const head = muxer.initialisation();
  const fragments = Array.from({ length: FRAGMENTS }, (_, index) => muxer.fragment(samplesOf(index)));
  return { bytes: Buffer.concat([head, ...fragments]), initBytes: head.length, isMp4 };
}

const size = Buffer.from([2, 128, 1, 104]);
const files = {
  mp4: fileOf(FragmentedMp4.forOpus(1), true),
  webm: fileOf(new WebmWriter(size, TICKS_A_SECOND), false),
};
/** The Opus head counts 48,000 ticks a second, so that its times are stretched. */
const stretch = { mp4: TICKS_A_SECOND / 48_000, webm: 1 };

describe.each(['mp4', 'webm'] as const)('the pieces of a recorded %s file', (kind) => {
  const file = files[kind];
  const found = (bytes: Buffer) =>
    (kind === 'mp4' ? fragmentsOfMp4 : fragmentsOfWebm)(bytes, file.initBytes).map(({ startMs, key }) => ({
      at: startMs / stretch[kind],
      key,
    }));

  it('begin at the last key frame before the moment and go on to half a second after it', () => {
    const { bytes, nextByte } = pieceFrom(file, 5_300 * stretch[kind]);
    const times = found(bytes);
    expect(times[0]).toEqual({ at: 4_000, key: true });
    expect(times.at(-1)?.at).toBeGreaterThanOrEqual(5_500);
    expect(bytes.subarray(file.initBytes)).toEqual(
      file.bytes.subarray(nextByte - (bytes.length - file.initBytes), nextByte),
    );
    const rest = found(Buffer.concat([file.bytes.subarray(0, file.initBytes), file.bytes.subarray(nextByte)]));
    expect(rest[0]?.at).toBe((times.at(-1)?.at ?? 0) + 500);
  });

  it('begin at the beginning where the moment lies before it, and end with the file where it lies behind it', () => {
    expect(found(pieceFrom(file, -5_000).bytes)[0]).toEqual({ at: 0, key: true });
    const last = pieceFrom(file, 60_000 * stretch[kind]);
    expect(last.nextByte).toBe(file.bytes.length);
    expect(found(last.bytes)[0]).toEqual({ at: 8_000, key: true });
  });

  it('of a file that holds no frame yet are its head alone', () => {
    const empty = { ...file, bytes: file.bytes.subarray(0, file.initBytes) };
    expect(pieceFrom(empty, 0)).toEqual({ bytes: empty.bytes, nextByte: file.initBytes });
    expect(keyFramesFrom(empty, 0).bytes).toEqual(empty.bytes);
  });

  it('are the key frames alone, each at its own time, for looking through it fast', () => {
    const keys = found(keyFramesFrom(file, 3_000 * stretch[kind]).bytes);
    expect(keys.map(({ at }) => at)).toEqual([2_000, 4_000, 6_000, 8_000]);
    expect(keyFramesFrom(file, 0).bytes.length).toBeLessThan(file.bytes.length);
  });
});
