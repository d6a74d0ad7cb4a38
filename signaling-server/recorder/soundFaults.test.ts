import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { random as randomFrom } from '../demo/random';
import { decodedFrames, hasFfmpeg } from './clipForTests';
import { fragmentsOfWebm } from './fragmentsOfFile';
import { RecordedPath, type SentPacket } from './pathForTests';
import type { StreamCodec } from './recorderProtocol';

const START_MS = Date.UTC(2026, 10, 21, 8, 0, 0);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 24_380);
const opus: StreamCodec = { mimeType: 'audio/opus', payloadType: 97, ssrc: 22, clockRate: 48_000, channels: 2 };
const g711: StreamCodec = { mimeType: 'audio/PCMA', payloadType: 8, ssrc: 33, clockRate: 8_000, channels: 1 };
/** 20 ms of silence that any Opus decoder takes. */
const opusPacket = Buffer.from([0xf8, 0xff, 0xfe]);
/** 20 ms of a square tone of 200 Hz, loud. */
const g711Packet = Buffer.from(Array.from({ length: 160 }, (_, sample) => (sample % 40 < 20 ? 0xaa : 0x2a)));

/** A packet every 20 ms; `numbers` are those that the sender sends, so that a hole in them is its keeping still. */
function packetsOf(numbers: readonly number[], payload: Buffer, ticks: number): SentPacket[] {
  return numbers.map((number, index) => ({
    at: START_MS + number * 20,
    sequenceNumber: (65_500 + index) & 0xffff,
    timestamp: (0xffff_ff00 + number * ticks) >>> 0,
    marker: false,
    payload,
  }));
}

function secondsOf(path: string): number {
  const decode = ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '8000', '-'];
  const decoded = spawnSync('ffmpeg', decode, { maxBuffer: 10_000_000 });
  expect(decoded.stderr.toString()).toBe('');
  return decoded.stdout.length / 2 / 8_000;
}

describe.skipIf(!hasFfmpeg)('sound whose packets suffer', { timeout: 120_000 }, () => {
  const paths: RecordedPath[] = [];
  const open = (codec: StreamCodec): RecordedPath => {
    const path = new RecordedPath(codec);
    paths.push(path);
    return path;
  };
  const damaged = (path: RecordedPath): number =>
    path.lines().reduce((sum, line) => sum + (line.type === 'damaged' ? line.lostPackets : 0), 0);
  afterEach(() => paths.splice(0).forEach((path) => path.remove()));

  it.each([
    ['Opus', opus, opusPacket, 960],
    ['G.711', g711, g711Packet, 160],
  ] as const)('records the silence of a sender of %s that keeps still as silence', async (_, codec, payload, ticks) => {
    const path = open(codec);
    // One packet in 400 ms while nothing is said, as a sender with DTX does.
    const numbers = Array.from({ length: 450 }, (__, number) => number).filter(
      (number) => number < 150 || number > 300 || number % 20 === 0,
    );
    path.receive(packetsOf(numbers, payload, ticks));
    await path.finish();
    const [row, ...more] = path.segments();
    if (!row || more.length > 0) throw new Error('one segment was expected');
    expect(row.endedAt - row.startedAt).toBe(9_000);
    expect(secondsOf(path.fileOf(row))).toBeCloseTo(9, 1);
    expect(damaged(path)).toBe(0);
  });

  it.each([
    ['Opus', opus, opusPacket, 960],
    ['G.711', g711, g711Packet, 160],
  ] as const)('keeps its pace and marks each loss when a twentieth of %s is lost', async (_, codec, payload, ticks) => {
    const path = open(codec);
    const random = randomFrom(SEED);
    const sent = packetsOf(
      Array.from({ length: 600 }, (__, number) => number),
      payload,
      ticks,
    );
    const arrived = sent.filter((__, index) => index === 0 || index === 599 || random() >= 0.05);
    path.receive(arrived);
    await path.finish();
    expect(damaged(path)).toBe(sent.length - arrived.length);
    const seconds = path.segments().map((row) => secondsOf(path.fileOf(row)));
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(12, 1);
    for (const row of path.segments()) expect(decodedFrames(path.fileOf(row))).toBeGreaterThan(0);
  });

  it('writes G.711 byte for byte as it came, in clusters that can be found again', async () => {
    const path = open(g711);
    const sent = packetsOf(
      Array.from({ length: 100 }, (_, number) => number),
      g711Packet,
      160,
    );
    path.receive(sent);
    await path.finish();
    const [row] = path.segments();
    if (!row) throw new Error('a segment was expected');
    expect(row.mimeType).toBe('audio/x-matroska; codecs="alaw"');
    const copied = spawnSync('ffmpeg', ['-v', 'error', '-i', path.fileOf(row), '-c', 'copy', '-f', 'alaw', '-']);
    expect(copied.stdout.equals(Buffer.concat(sent.map(({ payload }) => payload)))).toBe(true);
    const fragments = fragmentsOfWebm(readFileSync(path.fileOf(row)), row.initBytes);
    expect(fragments.at(-1)).toMatchObject({ key: true });
    expect((fragments.at(-1)?.offset ?? 0) + (fragments.at(-1)?.bytes ?? 0)).toBe(row.bytes);
  });
});
