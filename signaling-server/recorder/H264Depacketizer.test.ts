import { describe, expect, it } from 'vitest';
import { packetise } from '../demo/packetise';
import type { EncodedFrame } from './EncodedFrame';
import { H264Depacketizer } from './H264Depacketizer';
import { packetOf } from './recorderForTests';

const sequence = Buffer.from('6742c00bda0f0a6840000003004000000ca3c50aa8', 'hex');
const picture = Buffer.from('68ce0fc8', 'hex');
const slice = (type: number, length: number): Buffer =>
  Buffer.concat([Buffer.from([0x60 | type, 0x88]), Buffer.alloc(length, type)]);
const key = [sequence, picture, slice(5, 3_000)];
const delta = [slice(1, 2_500)];

/** The packets of one access unit each, as a sender makes them. */
function packetsOf(units: readonly (readonly Buffer[])[]) {
  return units.map((nals, index) => {
    const payloads = packetise(nals, 1_000);
    return payloads.map((payload, at) =>
      packetOf({ payload, timestamp: index * 3_600, marker: at === payloads.length - 1, arrivedAt: index * 40 }),
    );
  });
}

function withPrefix(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
}

describe('H264Depacketizer', () => {
  it('gives back the frames that were sent, parameter sets taken out into the configuration', () => {
    const depacketizer = new H264Depacketizer();
    const frames = packetsOf([key, delta])
      .flat()
      .flatMap((packet) => depacketizer.push(packet, 0));
    expect(frames.map((frame) => frame.key)).toEqual([true, false]);
    expect(frames[0]?.data.equals(withPrefix([slice(5, 3_000)]))).toBe(true);
    expect(frames[1]?.data.equals(withPrefix(delta))).toBe(true);
    expect(frames[0]?.configuration?.includes(sequence)).toBe(true);
    expect((frames[1]?.time ?? 0) - (frames[0]?.time ?? 0)).toBe(3_600);
  });

  it('drops whole a frame of which any packet is missing, keeps the others and tells of the loss', () => {
    const units = packetsOf([key, delta, delta, delta]);
    const damaged = units[1]?.length ?? 0;
    for (let missing = 0; missing < damaged; missing += 1) {
      const depacketizer = new H264Depacketizer();
      const frames: EncodedFrame[] = [];
      let lost = 0;
      units.forEach((packets, index) =>
        packets.forEach((packet, at) => {
          if (index === 1 && at === missing) {
            lost = 1;
            return;
          }
          frames.push(...depacketizer.push(packet, lost));
          lost = 0;
        }),
      );
      expect(frames.map(({ arrivedAt }) => arrivedAt)).toEqual([0, 80, 120]);
      expect(frames.map(({ lostPackets }) => lostPackets)).toEqual([0, 1, 0]);
    }
  });

  it('takes a key frame whose parameter sets never came for no key frame', () => {
    const depacketizer = new H264Depacketizer();
    const frames = packetsOf([[slice(5, 100)]])
      .flat()
      .flatMap((packet) => depacketizer.push(packet, 0));
    expect(frames.map((frame) => frame.key)).toEqual([false]);
  });
});
