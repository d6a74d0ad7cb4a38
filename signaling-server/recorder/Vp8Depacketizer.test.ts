import { describe, expect, it } from 'vitest';
import { packetOf } from './recorderForTests';
import { Vp8Depacketizer } from './Vp8Depacketizer';

/** A key frame's head (RFC 6386 section 9.1) of 640 x 360, then anything. */
const keyFrame = Buffer.concat([Buffer.from('1000009d012a80026801', 'hex'), Buffer.alloc(100, 7)]);

function payload(beginsFrame: boolean, part: Buffer): Buffer {
  // Extended descriptor with a 15-bit picture id, temporal layer index and key index, as browsers send it.
  return Buffer.concat([Buffer.from([0x80 | (beginsFrame ? 0x10 : 0), 0xe0, 0x81, 0x23, 0x05, 0x20]), part]);
}

describe('Vp8Depacketizer', () => {
  it('joins the packets of a key frame and reads its size', () => {
    const depacketizer = new Vp8Depacketizer();
    const frames = [
      ...depacketizer.push(packetOf({ payload: payload(true, keyFrame.subarray(0, 60)) }), 0),
      ...depacketizer.push(packetOf({ payload: payload(false, keyFrame.subarray(60)), marker: true }), 0),
    ];
    expect(frames).toHaveLength(1);
    expect(frames[0]?.data.equals(keyFrame)).toBe(true);
    expect([frames[0]?.configuration?.readUInt16BE(0), frames[0]?.configuration?.readUInt16BE(2)]).toEqual([640, 360]);
  });

  it('drops a frame whose beginning is missing', () => {
    const depacketizer = new Vp8Depacketizer();
    expect(depacketizer.push(packetOf({ payload: payload(false, keyFrame), marker: true }), 1)).toEqual([]);
  });
});
