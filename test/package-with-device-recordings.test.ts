import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDeviceChunk, type DeviceChunkHead } from '../signaling-server/protocol/deviceRecording';
import { EvidenceWorld, PICTURE_SET, SEQUENCE_SET, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { avcConfiguration } from '../signaling-server/recorder/avcConfiguration';
import type { Verdict } from '../renderer/verifier/Verdict';
import { PackedZip } from './fixtures/PackedZip';
import { codesOf, verifyChanged } from './fixtures/verifyChanged';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
const CHUNKS = 6;

type Coding = Pick<DeviceChunkHead, 'track' | 'cameraView' | 'codec' | 'channels' | 'configuration'>;
const front: Coding = {
  ...({ track: 'camera', cameraView: 'front', codec: 'video/H264', channels: 1 } as const),
  configuration: avcConfiguration(SEQUENCE_SET, [PICTURE_SET]).toString('base64'),
};
const sound: Coding = {
  ...({ track: 'evidence-sound', cameraView: null, codec: 'audio/opus', channels: 1 } as const),
  configuration: '',
};

/** What a terminal hands in: a chunk a second, frames of which the first is a key frame. */
function chunksOf(segmentId: string, startedAt: number, coding: Coding): Buffer {
  const parts = Array.from({ length: CHUNKS }, (_, index) => {
    const begin = startedAt + index * 1_000;
    const frames = [0, 250, 500, 750].map((time) => new Uint8Array(200 + (time % 7)).fill(index + time));
    const chunk = writeDeviceChunk({
      head: {
        ...{ version: 1, segmentId, index, chainId: segmentId, sequence: index, previous: '0'.repeat(64) },
        ...{ vehicleId: 'car', startedAt: begin, endedAt: begin + 1_000, clockOffsetMs: 0, ...coding },
        frames: frames.map(({ length }, place) => [place * 250, length, coding === sound || place === 0 ? 1 : 0]),
      },
      frames,
    });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    return Buffer.concat([length, chunk]);
  });
  return Buffer.concat(parts);
}

describe('a package of what a terminal recorded by itself, beside what was recorded live', () => {
  let world: EvidenceWorld;
  let zip: string;
  let whole: PackedZip;

  /** Seconds four to ten of the minute, during which there was no line. */
  async function handIn(coding: Coding): Promise<void> {
    const segmentId = randomUUID();
    const [from, to] = [WORLD_START + 4_000, WORLD_START + 10_000];
    const file = join(world.folder, `${segmentId}.chunks`);
    await writeFile(file, chunksOf(segmentId, from, coding));
    const { track, cameraView } = coding;
    await world.handIn({
      ...{ type: 'import-device-segment', segmentId, file, from, to, clock: { offsetMs: 0, uncertaintyMs: 9 } },
      track: { vehicleId: 'car', placeId: 'east', track, cameraView, groupId: null },
      device: {
        ...{ deviceId: 'PAD', chainId: segmentId, chainHead: 'f'.repeat(64), chain: 'whole' },
        ...{ firstSequence: 0, lastSequence: CHUNKS - 1 },
      },
    });
  }

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    const live = [
      await world.record('front', WORLD_START, 10, 'vehicle-offline'),
      await world.record('front', WORLD_START + 10_000, 10),
    ];
    await handIn(front);
    await handIn(sound);
    await world.fill(live);
    await world.seal();
    zip = await world.makePackage({
      ...{ from: WORLD_START + 1_000, to: WORLD_START + 13_000, withCopies: false },
      ...{ category: 'case', reason: '断网期间取证' },
      tracks: [
        { vehicleId: 'car', track: 'camera', cameraView: 'front' },
        { vehicleId: 'car', track: 'evidence-sound', cameraView: null },
      ],
    });
    whole = await PackedZip.create(zip);
  }, LONG_MS);
  afterAll(async () => await world.close());

  const ofDevice = (view: string): string => whole.path(`originals/鄂A-12345-${view}-device/`, '.mp4');
  const changed = (change: (copy: PackedZip) => unknown): Promise<Verdict> =>
    verifyChanged(whole, world.folder, change);

  it('is complete and unaltered, holds both bit for bit, and says which is which', async () => {
    const verdict = await verifyFile(zip);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ isComplete: true, isUnaltered: true, checked: { segments: 4 } });
    const manifest = JSON.parse(whole.of('manifest.json').toString()) as {
      recordings: { chain: string; track: string; segments: { file: string; whole: boolean }[] }[];
    };
    expect(
      manifest.recordings.map(({ chain, track, segments }) => [chain.includes('device'), track, segments.length]),
    ).toEqual([
      [false, 'camera', 2],
      [true, 'camera', 1],
      [false, 'evidence-sound', 0],
      [true, 'evidence-sound', 1],
    ]);
    for (const [view, folder] of [
      ['front', 'camera-front'],
      ['evidence-sound', 'evidence-sound'],
    ] as const) {
      const file = ofDevice(view).split('/').at(-1) ?? '';
      const recorded = await readFile(join(world.directory, '2026-11-21', 'car', folder, file));
      expect(whole.of(ofDevice(view)).equals(recorded)).toBe(true);
    }
  });

  it('keeps in its seals what the tablet said of itself: which one, its chain, and whether that was whole', () => {
    const told = whole.paths
      .filter((path) => path.startsWith('seals/segments/'))
      .filter((path) => whole.of(path).toString().includes('\\"deviceId\\":\\"PAD\\"'));
    expect(told).toHaveLength(2);
    for (const path of told) expect(whole.of(path).toString()).toContain('\\"chain\\":\\"whole\\"');
  });

  it('is found altered where one bit of it is, at the moment that it is of', async () => {
    const path = ofDevice('front');
    const verdict = await changed((copy) => {
      const bytes = Buffer.from(copy.of(path));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
      copy.put(path, bytes);
    });
    expect(verdict).toMatchObject({ isUnaltered: false });
    expect(codesOf(verdict)).toContain('picture-altered');
    const found = verdict.findings.find(({ code }) => code === 'picture-altered');
    expect(found?.span?.from).toBe(WORLD_START + 9_000);
  });

  it('is found incomplete where it was left out', async () => {
    const path = ofDevice('evidence-sound');
    const verdict = await changed((copy) => copy.remove(path));
    expect(verdict).toMatchObject({ isComplete: false });
    expect(codesOf(verdict)).toEqual(['segment-missing']);
  });

  it('is found altered where what was handed in is passed off as recorded live', async () => {
    const told = whole.paths.find(
      (path) => path.startsWith('seals/segments/') && whole.of(path).toString().includes('PAD'),
    );
    const verdict = await changed((copy) => {
      copy.edit<{ lines: { text: string }[] }>(told ?? '', ({ lines }) => {
        for (const line of lines) line.text = line.text.replace(/,"device":\{[^}]*\}/, '');
      });
    });
    expect(verdict).toMatchObject({ isUnaltered: false });
    expect(codesOf(verdict)).toContain('record-altered');
  });
});
