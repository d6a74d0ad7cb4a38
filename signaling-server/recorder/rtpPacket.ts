/** One RTP packet (RFC 3550 section 5.1) without its padding and header extensions. */
export interface RtpPacket {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly payload: Buffer;
  /** Our wall clock in milliseconds. */
  readonly arrivedAt: number;
}

const FIXED_HEADER_BYTES = 12;
/** With RTP and RTCP on one port, these second bytes are RTCP's (RFC 5761 section 4). */
const FIRST_RTCP_TYPE = 192;
const LAST_RTCP_TYPE = 223;

/** The packet in a datagram; null for RTCP and for anything malformed. The payload shares the datagram's memory. */
export function parseRtpPacket(datagram: Buffer, arrivedAt: number): RtpPacket | null {
  if (datagram.length < FIXED_HEADER_BYTES) return null;
  const flags = datagram.readUInt8(0);
  const second = datagram.readUInt8(1);
  if (flags >> 6 !== 2 || (second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE)) return null;
  let start = FIXED_HEADER_BYTES + (flags & 0x0f) * 4;
  if (flags & 0x10) {
    if (datagram.length < start + 4) return null;
    start += 4 + datagram.readUInt16BE(start + 2) * 4;
  }
  const padding = flags & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0;
  const end = datagram.length - padding;
  if (end < start) return null;
  return {
    sequenceNumber: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    payload: datagram.subarray(start, end),
    arrivedAt,
  };
}

/** Unwraps a counter that returns to zero, such as a sequence number or a timestamp, into one that goes on. */
export class Unwrapper {
  private last: number | null = null;

  /** `modulus` is 2^16 for sequence numbers, 2^32 for timestamps. */
  constructor(private readonly modulus: number) {}

  unwrap(value: number): number {
    if (this.last === null) {
      // One turn up, so that a value from just before the first one is not negative.
      this.last = value + this.modulus;
      return this.last;
    }
    let step = (value - this.last) % this.modulus;
    if (step < -this.modulus / 2) step += this.modulus;
    if (step >= this.modulus / 2) step -= this.modulus;
    this.last += step;
    return this.last;
  }
}
