import { describe, expect, it } from 'vitest';
import { OpusDepacketizer, opusTicks } from './OpusDepacketizer';
import { packetOf } from './recorderForTests';

/** 20 ms, CELT, full band. */
const sound = Buffer.from([0xfc, 1, 2, 3]);

describe('OpusDepacketizer', () => {
  it('knows how long a packet plays', () => {
    expect(opusTicks(Buffer.from([0xf8]))).toBe(960);
    expect(opusTicks(Buffer.from([0x0b, 0x03]))).toBe(3 * 960);
    expect(opusTicks(Buffer.from([0xe1]))).toBe(2 * 120);
  });

  it('fills with silence the time in which the sender kept still', () => {
    const depacketizer = new OpusDepacketizer();
    const first = depacketizer.push(packetOf({ payload: sound, timestamp: 0 }), 0);
    const later = depacketizer.push(packetOf({ payload: sound, timestamp: 960 * 5, arrivedAt: 100 }), 0);
    const start = first[0]?.time ?? 0;
    expect(later.map(({ time }) => time - start)).toEqual([960, 1_920, 2_880, 3_840, 4_800]);
    expect(later.slice(0, 4).every(({ data }) => data.length === 3)).toBe(true);
    expect(later[4]?.data).toEqual(sound);
  });

  it('stands silence for a lost packet and tells of the loss', () => {
    const depacketizer = new OpusDepacketizer();
    depacketizer.push(packetOf({ payload: sound, timestamp: 0 }), 0);
    const frames = depacketizer.push(packetOf({ payload: sound, timestamp: 1_920 }), 1);
    expect(frames).toHaveLength(2);
    expect(frames[0]?.lostPackets).toBe(1);
  });

  it('fills nothing over a pause that ends a segment', () => {
    const depacketizer = new OpusDepacketizer();
    depacketizer.push(packetOf({ payload: sound, timestamp: 0 }), 0);
    expect(depacketizer.push(packetOf({ payload: sound, timestamp: 48_000 * 10 }), 0)).toHaveLength(1);
  });
});
