import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeDeviceChunk, type DeviceChunkHead } from '@protocol';
import { avcConfiguration } from './avcConfiguration';
import { deviceChunksOf, deviceFramesBetween } from './deviceSegmentFrames';
import { digestOf } from './digestOf';
import { fragmentsOfMp4, fragmentsOfWebm } from './fragmentsOfFile';
import { importDeviceSegment, type DeviceSegmentImport } from './importDeviceSegment';
import { Journals } from './Journals';
import { parseJournalLine, type JournalLine } from './journalLine';

const SEGMENT_ID = '0b3c5c1e-6f0f-4c5b-9a53-3f0a4be0d111';
const START = Date.UTC(2026, 10, 22, 6, 0, 0);
type Coding = Pick<DeviceChunkHead, 'track' | 'cameraView' | 'codec' | 'channels' | 'configuration'>;

/** 320x240, as x264 writes it. */
const SEQUENCE = Buffer.from('6742c00dda0507e840000003004000000c03c50aa8', 'hex');
const PICTURE = Buffer.from('68ce0fc8', 'hex');

const picture: Coding = {
  ...({ track: 'camera', cameraView: 'front', codec: 'video/H264', channels: 1 } as const),
  configuration: avcConfiguration(SEQUENCE, [PICTURE]).toString('base64'),
};
const sound: Coding = {
  track: 'evidence-sound',
  cameraView: null,
  codec: 'audio/opus',
  channels: 1,
  configuration: '',
};

/** Chunks of a second each; pictures four a second with the first a key frame, sound every 20 ms. */
function chunksFor(coding: Coding, seconds: number): Buffer {
  const every = coding.track === 'camera' ? 250 : 20;
  const parts: Buffer[] = [];
  for (let index = 0; index < seconds; index += 1) {
    const startedAt = START + index * 1_000;
    const times = Array.from({ length: 1_000 / every }, (_, place) => place * every);
    const frames = times.map((time) => new Uint8Array(10 + (time % 7)).fill(index));
    const chunk = writeDeviceChunk({
      head: {
        ...{ version: 1, segmentId: SEGMENT_ID, index, chainId: SEGMENT_ID, sequence: index, previous: '0'.repeat(64) },
        ...{ vehicleId: 'car', startedAt, endedAt: startedAt + 1_000, clockOffsetMs: null, ...coding },
        frames: times.map((time, place) => [
          ...([time, frames[place]!.length] as const),
          coding.track !== 'camera' || place === 0 ? 1 : 0,
        ]),
      },
      frames,
    });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    parts.push(length, Buffer.from(chunk));
  }
  return Buffer.concat(parts);
}

describe('a terminal’s own recording, written as a segment', () => {
  let directory: string;
  let journals: Journals;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'zhiqin-import-'));
    journals = new Journals(directory, () => undefined);
  });
  afterEach(async () => {
    await journals.close();
    await rm(directory, { recursive: true, force: true });
  });

  const order = (more: Partial<DeviceSegmentImport>): DeviceSegmentImport => ({
    ...{ type: 'import-device-segment', segmentId: SEGMENT_ID, file: join(directory, 'spool') },
    track: { vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null },
    ...{ from: 0, to: START + 60_000, clock: { offsetMs: 0, uncertaintyMs: 12 } },
    device: {
      ...{ deviceId: 'PAD', chainId: SEGMENT_ID, firstSequence: 0, lastSequence: 3 },
      ...{ chainHead: 'f'.repeat(64), chain: 'whole' },
    },
    ...more,
  });
  async function written(file: Buffer, more: Partial<DeviceSegmentImport> = {}) {
    await writeFile(join(directory, 'spool'), file);
    await importDeviceSegment(directory, journals, order(more));
    const text = await readFile(join(directory, Journals.pathFor(START)), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => parseJournalLine(line)!);
    const opened = lines.find((line) => line.type === 'segment-opened')!;
    return { lines, opened, bytes: await readFile(join(directory, opened.path)) };
  }
  const ofType = <Type extends JournalLine['type']>(lines: readonly JournalLine[], type: Type) =>
    lines.filter((line): line is Extract<JournalLine, { type: Type }> => line.type === type);

  it('has a fragment for each chunk, each with the hash of its bytes, on the server’s clock', async () => {
    const { lines, opened, bytes } = await written(chunksFor(picture, 4), {
      clock: { offsetMs: 70, uncertaintyMs: 12 },
    });
    const fragments = ofType(lines, 'fragment');
    const found = fragmentsOfMp4(bytes, opened.initBytes);
    expect(found.map(({ offset, bytes: length, key }) => ({ offset, bytes: length, key }))).toEqual(
      fragments.map(({ offset, bytes: length, key }) => ({ offset, bytes: length, key })),
    );
    expect(found.map(({ startMs }) => startMs)).toEqual([0, 1_000, 2_000, 3_000]);
    for (const { offset, bytes: length, digest } of fragments) {
      expect(digest).toEqual(digestOf(bytes.subarray(offset, offset + length)));
    }
    expect(opened).toMatchObject({ startedAt: START + 70, device: { chain: 'whole', deviceId: 'PAD' } });
    expect(ofType(lines, 'capture-time')).toMatchObject([{ source: 'device-clock', uncertaintyMs: 12 }]);
    expect(ofType(lines, 'segment-closed')).toMatchObject([{ endedAt: START + 4_070, bytes: bytes.length }]);
  });

  it('begins with the last key frame before what was not recorded live, and ends where that begins again', async () => {
    const { lines, opened } = await written(chunksFor(picture, 4), { from: START + 1_600, to: START + 3_300 });
    expect(opened.startedAt).toBe(START + 1_000);
    expect(ofType(lines, 'fragment').map(({ startedAt }) => startedAt - START)).toEqual([1_000, 2_000, 3_000]);
    expect(ofType(lines, 'segment-closed')[0]?.endedAt).toBe(START + 3_300);
  });

  it('of sound has exactly what was not recorded live', async () => {
    const track = { ...order({}).track, track: 'evidence-sound', cameraView: null } as const;
    const more = { track, from: START + 500, to: START + 1_520 };
    const { lines, opened, bytes } = await written(chunksFor(sound, 3), more);
    expect([opened.startedAt, ofType(lines, 'segment-closed')[0]?.endedAt]).toEqual([START + 500, START + 1_520]);
    expect(fragmentsOfMp4(bytes, opened.initBytes).at(-1)?.endMs).toBe(1_020);
  });

  it('of VP8 is a WebM file', async () => {
    const size = Buffer.from([1, 64, 0, 240]).toString('base64');
    const { opened, bytes } = await written(chunksFor({ ...picture, codec: 'video/VP8', configuration: size }, 2));
    expect(opened.path).toMatch(/\.webm$/);
    expect(fragmentsOfWebm(bytes, opened.initBytes).map(({ startMs }) => startMs)).toEqual([0, 1_000]);
  });

  it('is written anew where a kill left its file without a journal', async () => {
    const first = await written(chunksFor(picture, 2));
    await writeFile(join(directory, first.opened.path), 'half of it');
    await importDeviceSegment(directory, journals, order({}));
    expect(await readFile(join(directory, first.opened.path))).toEqual(first.bytes);
  });

  it('is refused where nothing can be read', async () => {
    await writeFile(join(directory, 'spool'), 'nothing of ours');
    await expect(importDeviceSegment(directory, journals, order({}))).rejects.toThrow(RangeError);
  });
});

describe('the chunks of a file', () => {
  it('are read up to the first that is not whole', () => {
    const file = chunksFor(picture, 3);
    expect(deviceChunksOf(file.subarray(0, file.length - 1))).toHaveLength(2);
    expect(deviceFramesBetween([], { from: 0, to: 1, offsetMs: 0 })).toBeNull();
  });
});
