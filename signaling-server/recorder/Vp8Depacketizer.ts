import type { Depacketizer, EncodedFrame } from './EncodedFrame';
import { Unwrapper, type RtpPacket } from './rtpPacket';

/** VP8 from RTP (RFC 7741). A frame of which a packet is missing is dropped whole. */
export class Vp8Depacketizer implements Depacketizer {
  private readonly clock = new Unwrapper(0x1_0000_0000);
  private time: number | null = null;
  private arrivedAt = 0;
  private parts: Buffer[] = [];
  private broken = false;
  private lost = 0;

  push(packet: RtpPacket, lostBefore: number): readonly EncodedFrame[] {
    const frames: EncodedFrame[] = [];
    const time = this.clock.unwrap(packet.timestamp);
    if (lostBefore > 0) {
      this.lost += lostBefore;
      this.broken = true;
    }
    if (this.time !== time) {
      const begun = this.take();
      if (begun) frames.push(begun);
      this.time = time;
      this.arrivedAt = packet.arrivedAt;
      this.broken = false;
    }
    this.takePayload(packet.payload);
    if (packet.marker) {
      const ended = this.take();
      if (ended) frames.push(ended);
    }
    return frames;
  }

  private takePayload(payload: Buffer): void {
    const descriptor = descriptorOf(payload);
    if (!descriptor || descriptor.bytes >= payload.length) {
      this.broken = true;
      return;
    }
    // Only the first packet of a frame begins partition 0; without it the frame cannot be decoded.
    if (this.parts.length === 0 && !descriptor.beginsFrame) this.broken = true;
    this.parts.push(payload.subarray(descriptor.bytes));
  }

  private take(): EncodedFrame | null {
    const { time, parts } = this;
    const whole = !this.broken && parts.length > 0;
    this.parts = [];
    this.broken = false;
    this.time = null;
    if (!whole || time === null) return null;
    const data = Buffer.concat(parts);
    const configuration = sizeOfKeyFrame(data);
    const lostPackets = this.lost;
    this.lost = 0;
    return { time, arrivedAt: this.arrivedAt, key: configuration !== null, data, configuration, lostPackets };
  }
}

function descriptorOf(payload: Buffer): { bytes: number; beginsFrame: boolean } | null {
  const first = payload[0];
  if (first === undefined) return null;
  let bytes = 1;
  if (first & 0x80) {
    const extension = payload[1];
    if (extension === undefined) return null;
    bytes = 2;
    if (extension & 0x80) bytes += (payload[bytes] ?? 0) & 0x80 ? 2 : 1;
    if (extension & 0x40) bytes += 1;
    if (extension & 0x30) bytes += 1;
  }
  return { bytes, beginsFrame: (first & 0x10) !== 0 && (first & 0x07) === 0 };
}

/** Width and height as two 16-bit numbers (RFC 6386 section 9.1); null for what is no key frame. */
function sizeOfKeyFrame(frame: Buffer): Buffer | null {
  if (frame.length < 10 || (frame.readUInt8(0) & 1) !== 0) return null;
  if (frame.readUIntBE(3, 3) !== 0x9d012a) return null;
  const size = Buffer.alloc(4);
  size.writeUInt16BE(frame.readUInt16LE(6) & 0x3fff, 0);
  size.writeUInt16BE(frame.readUInt16LE(8) & 0x3fff, 2);
  return size;
}
