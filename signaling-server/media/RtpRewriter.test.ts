import { describe, expect, it } from 'vitest';
import { RtpRewriter } from './RtpRewriter';

const identity = { ssrc: 77, payloadType: 100, clockRate: 48_000 };

function packet(sequence: number, timestamp: number, { ssrc = 5, marker = false } = {}): Buffer {
  const bytes = Buffer.alloc(20, 0xab);
  bytes.writeUInt8(0x80, 0);
  bytes.writeUInt8((marker ? 0x80 : 0) | 111, 1);
  bytes.writeUInt16BE(sequence & 0xffff, 2);
  bytes.writeUInt32BE(timestamp >>> 0, 4);
  bytes.writeUInt32BE(ssrc, 8);
  return bytes;
}

function header(bytes: Buffer | null): object | null {
  return (
    bytes && {
      marker: bytes.readUInt8(1) >> 7 === 1,
      payloadType: bytes.readUInt8(1) & 0x7f,
      sequence: bytes.readUInt16BE(2),
      timestamp: bytes.readUInt32BE(4),
      ssrc: bytes.readUInt32BE(8),
    }
  );
}

describe('rewriting bursts into one stream', () => {
  it('goes on without a hole where the talker changes, and advances the timestamp by the time between', () => {
    const rewriter = new RtpRewriter(identity);
    rewriter.rewrite(packet(1_000, 48_000), 0);
    expect(header(rewriter.rewrite(packet(1_001, 48_960), 20))).toMatchObject({
      sequence: 1_001,
      timestamp: 48_960,
      marker: false,
    });
    rewriter.beginBurst();
    expect(header(rewriter.rewrite(packet(60_000, 9, { ssrc: 6 }), 1_020))).toEqual({
      sequence: 1_002,
      timestamp: 48_960 + 48_000,
      marker: true,
      payloadType: 100,
      ssrc: 77,
    });
    expect(header(rewriter.rewrite(packet(60_001, 969, { ssrc: 6 }), 1_040))).toMatchObject({
      sequence: 1_003,
      timestamp: 48_960 + 48_000 + 960,
      marker: false,
    });
  });

  it('keeps losses and reordering inside a burst visible', () => {
    const rewriter = new RtpRewriter(identity);
    rewriter.rewrite(packet(10, 0), 0);
    expect(header(rewriter.rewrite(packet(13, 2_880), 60))).toMatchObject({ sequence: 13 });
    expect(header(rewriter.rewrite(packet(12, 1_920), 61))).toMatchObject({ sequence: 12 });
    rewriter.beginBurst();
    expect(header(rewriter.rewrite(packet(500, 0), 80))).toMatchObject({ sequence: 14 });
  });

  it('drops a packet from before the burst, which would fall into the burst of another', () => {
    const rewriter = new RtpRewriter(identity);
    rewriter.rewrite(packet(10, 0), 0);
    rewriter.beginBurst();
    rewriter.rewrite(packet(200, 0), 20);
    expect(rewriter.rewrite(packet(199, 0), 21)).toBeNull();
  });

  it('wraps sequence numbers and timestamps', () => {
    const rewriter = new RtpRewriter(identity);
    rewriter.rewrite(packet(0xffff, 0xffff_ffff), 0);
    expect(header(rewriter.rewrite(packet(0, 959), 20))).toMatchObject({ sequence: 0, timestamp: 959 });
    rewriter.beginBurst();
    expect(header(rewriter.rewrite(packet(7, 7), 40))).toMatchObject({ sequence: 1, timestamp: 959 + 960 });
  });

  it('refuses what is no RTP packet and leaves the original as it was', () => {
    const rewriter = new RtpRewriter(identity);
    expect(rewriter.rewrite(Buffer.from([0x80, 1]), 0)).toBeNull();
    const original = packet(1, 1);
    rewriter.rewrite(original, 0);
    expect(original).toEqual(packet(1, 1));
  });

  it('goes on in the middle of a burst with the stream that takes the place of the first, and takes no more of that', () => {
    const rewriter = new RtpRewriter(identity);
    rewriter.rewrite(packet(1_000, 48_000), 0);
    rewriter.rewrite(packet(1_001, 48_960), 20);
    const replaced = rewriter.rewrite(packet(44_000, 5, { ssrc: 6 }), 520);
    expect(header(replaced)).toMatchObject({ sequence: 1_002, timestamp: 48_960 + 24_000, marker: true });
    expect(rewriter.rewrite(packet(1_002, 49_920), 521)).toBeNull();
    const next = rewriter.rewrite(packet(44_001, 965, { ssrc: 6 }), 540);
    expect(header(next)).toMatchObject({ sequence: 1_003, timestamp: 48_960 + 24_960, marker: false });
  });
});
