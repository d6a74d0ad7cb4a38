import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { random as randomFrom } from '../demo/random';
import { decodedFrames, h264Clip, hasFfmpeg, vp8Clip, type Clip } from './clipForTests';
import type { JournalLine } from './journalLine';
import { packetsOf, RecordedPath, type SentPacket } from './pathForTests';
import type { StreamCodec } from './recorderProtocol';

const START_MS = Date.UTC(2026, 10, 21, 13, 59, 55);
const HOUR_MS = 3_600_000;
const SEED = Number(process.env['PROPERTY_SEED'] ?? 24_380);
const h264: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };
const vp8: StreamCodec = { ...h264, mimeType: 'video/VP8' };

describe.skipIf(!hasFfmpeg)('pictures whose packets suffer', { timeout: 120_000 }, () => {
  let clip: Clip;
  let large: Clip;
  let clipOfVp8: Clip;
  let largeOfVp8: Clip;
  const paths: RecordedPath[] = [];
  const open = (codec: StreamCodec): RecordedPath => {
    const path = new RecordedPath(codec);
    paths.push(path);
    return path;
  };
  const of = <Type extends JournalLine['type']>(path: RecordedPath, type: Type) =>
    path.lines().filter((line): line is Extract<JournalLine, { type: Type }> => line.type === type);
  /** Why each segment ended, in the order of their beginnings. */
  const reasons = (path: RecordedPath): (string | undefined)[] =>
    path.segments().map(({ id }) => of(path, 'segment-closed').find(({ segmentId }) => segmentId === id)?.reason);
  const frames = (path: RecordedPath, concealing = false): number =>
    path.segments().reduce((sum, row) => sum + decodedFrames(path.fileOf(row), concealing), 0);
  const start = { at: START_MS, sequenceNumber: 65_400, timestamp: 0xffff_0000 };
  const after = (packets: readonly SentPacket[], waitMs: number): typeof start => {
    const last = packets.at(-1);
    if (!last) throw new Error('nothing before');
    const timestamp = last.timestamp + 90 * (waitMs + 40);
    return { at: last.at + 40 + waitMs, sequenceNumber: last.sequenceNumber + 1, timestamp };
  };

  beforeAll(() => {
    clip = h264Clip('320x180', 12);
    large = h264Clip('640x360', 3);
    clipOfVp8 = vp8Clip('320x180', 12);
    largeOfVp8 = vp8Clip('640x360', 3);
  }, 120_000);
  afterEach(() => paths.splice(0).forEach((path) => path.remove()));

  it('writes every picture of a clean stream, in segments that follow each other without a hole', async () => {
    const path = open(h264);
    path.receive(packetsOf(clip, start));
    await path.finish();
    expect(frames(path)).toBe(clip.length);
    const [first, second] = path.segments();
    expect(reasons(path)).toEqual(['rolled', 'recorder-stopped']);
    expect(second?.startedAt).toBe(first?.endedAt);
    expect(of(path, 'damaged')).toEqual([]);
  });

  it('puts packets back into order, drops what comes twice, and loses nothing by it', async () => {
    const path = open(h264);
    const random = randomFrom(SEED);
    // What comes before the very first packet that arrives is before the recording.
    const shuffled = packetsOf(clip, start)
      .flatMap((packet) => (random() < 0.1 ? [packet, packet] : [packet]))
      .map((packet, index) => (index < 2 ? packet : { ...packet, at: packet.at + Math.floor(random() * 120) }))
      .sort((one, other) => one.at - other.at);
    path.receive(shuffled);
    await path.finish();
    expect(frames(path)).toBe(clip.length);
    expect(of(path, 'damaged')).toEqual([]);
  });

  it.each([
    ['H.264', h264, () => clip],
    ['VP8', vp8, () => clipOfVp8],
  ] as const)(
    'keeps what decodes of %s with 5 % of its packets lost, and marks each place',
    async (_, codec, source) => {
      const path = open(codec);
      const random = randomFrom(SEED);
      const sent = packetsOf(source(), start);
      const arrived = sent.filter(() => random() >= 0.05);
      path.receive(arrived);
      await path.finish();
      const written = frames(path, true);
      expect(written).toBeGreaterThan(0);
      expect(written).toBeLessThan(source().length);
      const marked = of(path, 'damaged').reduce((sum, { lostPackets }) => sum + lostPackets, 0);
      const before = path.segments()[0]?.startedAt ?? 0;
      // What is lost before the first picture is a gap and no damage; what is lost at the very end nobody can know.
      expect(marked).toBeGreaterThan((sent.length - arrived.length) * 0.8);
      expect(marked).toBeLessThanOrEqual(sent.length - arrived.length);
      for (const { at } of of(path, 'damaged')) expect(at).toBeGreaterThanOrEqual(before);
      for (const { state, bytes, initBytes } of path.segments()) {
        expect(state).toBe('closed');
        expect(bytes).toBeGreaterThan(initBytes);
      }
    },
  );

  it('never takes a picture of another size for one of the old, though its parameter sets were lost', async () => {
    const path = open(h264);
    const small = packetsOf(clip.slice(0, 50), start);
    const grown = packetsOf(large, after(small, 0));
    // The first packet of the larger stream carries its parameter sets.
    path.receive([...small, ...grown.slice(1)]);
    await path.finish();
    const [first, second] = path.segments();
    expect(reasons(path)).toEqual(['parameters-changed', 'recorder-stopped']);
    if (!first || !second) throw new Error('two segments were expected');
    // A second of the new size cannot be entered; what refers to a picture that is not there is no evidence of one.
    expect([decodedFrames(path.fileOf(first)), decodedFrames(path.fileOf(second))]).toEqual([50, 50]);
  });

  it('begins a new file at a change of the picture’s size, as at a switch of the simulcast layer', async () => {
    const path = open(h264);
    const small = packetsOf(clip.slice(0, 50), start);
    const grown = packetsOf(large, after(small, 0));
    path.receive([...small, ...grown, ...packetsOf(clip.slice(0, 25), after(grown, 0))]);
    await path.finish();
    expect(reasons(path)).toEqual(['parameters-changed', 'parameters-changed', 'recorder-stopped']);
    const [one, two, three] = path.segments();
    expect([two?.startedAt, three?.startedAt]).toEqual([one?.endedAt, two?.endedAt]);
    expect(frames(path)).toBe(50 + large.length + 25);
  });

  const switches = [
    ['H.264', h264, () => clip, () => large],
    ['VP8', vp8, () => clipOfVp8, () => largeOfVp8],
  ] as const;
  /** What a media server that cannot align two layers exactly does with the timestamps, either way. */
  const offsetsMs = [-75, 75];
  it.each(switches.flatMap((one) => offsetsMs.map((offsetMs) => [...one, offsetMs] as const)))(
    'begins a new file of %s where numbers are skipped and timestamps moved at a switch of the layer',
    async (_, codec, small, grown, offsetMs) => {
      const path = open(codec);
      const low = packetsOf(small().slice(0, 50), start);
      const first = after(low, 0);
      const high = packetsOf(grown(), {
        at: first.at,
        sequenceNumber: first.sequenceNumber + 7,
        timestamp: (first.timestamp + 90 * offsetMs) >>> 0,
      });
      const second = after(high, 0);
      const again = packetsOf(small().slice(0, 25), {
        at: second.at,
        sequenceNumber: second.sequenceNumber + 7,
        timestamp: (second.timestamp - 90 * offsetMs) >>> 0,
      });
      path.receive([...low, ...high, ...again]);
      await path.finish();
      expect(path.failures).toEqual([]);
      expect(reasons(path)).toEqual(['parameters-changed', 'parameters-changed', 'recorder-stopped']);
      expect(path.segments().map((row) => decodedFrames(path.fileOf(row)))).toEqual([50, grown().length, 25]);
      const [one, two, three] = path.segments();
      for (const [before, next] of [
        [one, two],
        [two, three],
      ]) {
        expect(Math.abs((next?.startedAt ?? 0) - (before?.endedAt ?? 0))).toBeLessThanOrEqual(Math.abs(offsetMs));
      }
    },
  );

  it.each([-75, 75])('keeps layers of one size in one file, with timestamps moved by %i ms', async (offsetMs) => {
    const path = open(h264);
    const one = packetsOf(clip.slice(0, 50), start);
    const next = after(one, 0);
    const other = packetsOf(clip.slice(0, 50), { ...next, timestamp: (next.timestamp + 90 * offsetMs) >>> 0 });
    path.receive([...one, ...other]);
    await path.finish();
    expect(path.failures).toEqual([]);
    expect(reasons(path)).toEqual(['recorder-stopped']);
    expect(frames(path)).toBe(100);
  });

  it('says of each segment when it was taken, by a clock of the sender that is off and runs faster than ours', async () => {
    const path = open(h264);
    const deviceMs = (at: number): number => START_MS - 90_000 + Math.round((at - START_MS) * 1.001);
    const sent = packetsOf(clip, start).map((packet, index) =>
      // As browsers send it: with some packets, the rest follows from the RTP clock.
      index % 10 === 0 ? { ...packet, captureTime: deviceMs(packet.at) } : packet,
    );
    path.receive(sent);
    await path.finish();
    for (const { startedAt, capturedAt, captureSource, captureUncertaintyMs } of path.segments()) {
      expect(captureSource).toBe('abs-capture-time');
      // Told at the end of a segment, by the reading that was then the newest: off by what the clocks part in ten seconds.
      expect(Math.abs((capturedAt ?? 0) - deviceMs(startedAt))).toBeLessThanOrEqual(12);
      expect(captureUncertaintyMs).toBeGreaterThanOrEqual(2);
    }
  });

  it('begins with the first key frame, and writes nothing of what comes before it', async () => {
    const path = open(h264);
    path.receive(packetsOf(clip.slice(10, 60), start));
    await path.finish();
    expect(path.segments()[0]?.startedAt).toBe(START_MS + 15 * 40);
    expect(frames(path)).toBe(35);
  });

  it('ends at a pause with its reason, and begins again at the right moment', async () => {
    const path = open(h264);
    const before = packetsOf(clip.slice(0, 50), start);
    const later = packetsOf(clip.slice(50, 100), after(before, 7_000));
    path.receive([...before, ...later]);
    await path.finish();
    expect(reasons(path)).toEqual(['no-media', 'recorder-stopped']);
    const [first, second] = path.segments();
    expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeCloseTo(7_000, -2);
    expect(frames(path)).toBe(100);
  });

  it.each([-2_000, -200, 20_000])('follows a sender that begins again %i packets away', async (jump) => {
    const path = open(h264);
    const before = packetsOf(clip.slice(0, 100), start);
    const next = after(before, 100);
    const again = { ...next, sequenceNumber: next.sequenceNumber + jump, timestamp: 12_345_678 };
    path.receive([...before, ...packetsOf(clip.slice(0, 100), again)]);
    await path.finish();
    expect(reasons(path)).toEqual(['clock-jumped', 'recorder-stopped']);
    // Some packets pass before it is sure; then the next key frame begins.
    expect(frames(path)).toBeGreaterThanOrEqual(100 + 50);
    expect((path.segments()[1]?.startedAt ?? 0) - again.at).toBeLessThanOrEqual(2_000);
  });

  it.each([HOUR_MS, -HOUR_MS])('loses nothing when our own clock is set by %i ms', async (step) => {
    const path = open(h264);
    const sent = packetsOf(clip, start);
    const moved = sent.map((packet, index) => (index < sent.length / 2 ? packet : { ...packet, at: packet.at + step }));
    path.receive(moved);
    await path.finish();
    expect(frames(path)).toBe(clip.length);
    const [first, second] = step > 0 ? path.segments() : path.segments().reverse();
    expect(reasons(path).sort()).toEqual(['clock-jumped', 'recorder-stopped']);
    // Within two seconds of key frames the new time is taken; nothing shows the wrong hour for longer.
    expect((first?.endedAt ?? 0) - START_MS).toBeLessThan(8_500);
    expect(Math.abs((second?.startedAt ?? 0) - (first?.endedAt ?? 0) - step)).toBeLessThan(200);
  });
});
