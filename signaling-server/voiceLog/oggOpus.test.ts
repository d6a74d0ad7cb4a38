import { describe, expect, it } from 'vitest';
import { oggPackets } from '../demo/oggPackets';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import { oggOpus } from './oggOpus';
import { opusPacketsOfMp4 } from './opusPacketsOfMp4';

/** 20 ms, SILK wide band, one frame: the first byte says so, the rest is told apart by its number. */
const packet = (number: number, bytes: number): Buffer => {
  const made = Buffer.alloc(bytes, number);
  made.writeUInt8(0x48, 0);
  return made;
};
const packets = Array.from({ length: 240 }, (_, number) =>
  packet(number, [60, 254, 255, 256, 510, 900][number % 6] ?? 1),
);

/** Pages as RFC 3533 has them, read without the writer's help. */
function pagesOf(file: Buffer): { flags: number; position: bigint; sequence: number; sum: number; bytes: Buffer }[] {
  const pages = [];
  for (let at = 0; at < file.length;) {
    const segments = file.readUInt8(at + 26);
    const lacing = file.subarray(at + 27, at + 27 + segments);
    const end = at + 27 + segments + lacing.reduce((sum, length) => sum + length, 0);
    const bytes = Buffer.from(file.subarray(at, end));
    const sum = bytes.readUInt32LE(22);
    bytes.writeUInt32LE(0, 22);
    const [flags, position, sequence] = [bytes.readUInt8(5), bytes.readBigUInt64LE(6), bytes.readUInt32LE(18)];
    pages.push({ flags, position, sequence, sum, bytes });
    at = end;
  }
  return pages;
}

function slowChecksum(bytes: Buffer): number {
  let rest = 0n;
  for (const byte of bytes) {
    rest ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1)
      rest = rest & 0x8000_0000n ? ((rest << 1n) & 0xffff_ffffn) ^ 0x04c1_1db7n : rest << 1n;
  }
  return Number(rest);
}

describe('an Ogg Opus file', () => {
  it('holds its packets whole and in order, whatever their length', () => {
    expect(oggPackets(oggOpus(packets))).toEqual(packets);
  });

  it('has a right checksum, a number and a time on every page, and says which is the first and the last', () => {
    const pages = pagesOf(oggOpus(packets));
    expect(pages.map(({ bytes }) => slowChecksum(bytes))).toEqual(pages.map(({ sum }) => sum));
    expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
    expect(pages.map(({ flags }) => flags)).toEqual([2, ...pages.slice(2).map(() => 0), 4]);
    expect(pages.at(-1)?.position).toBe(BigInt(packets.length * 960));
    expect(pages[0]?.bytes.subarray(28, 36).toString()).toBe('OpusHead');
  });
});

it('takes the packets out of a recorder’s file, and leaves a fragment that is not whole', () => {
  const muxer = FragmentedMp4.forOpus(2);
  const fragment = (from: number, to: number): Buffer =>
    muxer.fragment(
      packets.slice(from, to).map((data, index) => ({ time: (from + index) * 960, duration: 960, key: true, data })),
    );
  const whole = Buffer.concat([muxer.initialisation(), fragment(0, 50), fragment(50, 60)]);
  const torn = fragment(60, 70);
  expect(opusPacketsOfMp4(Buffer.concat([whole, torn.subarray(0, torn.length - 1)]))).toEqual(packets.slice(0, 60));
});
