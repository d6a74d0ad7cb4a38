/** One RTP packet (RFC 3550 section 5.1) without its padding, and of its header extensions one alone. */
export interface RtpPacket {
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly payload: Buffer;
  /** Our wall clock in milliseconds. */
  readonly arrivedAt: number;
  /** When it was taken, in milliseconds since 1970 on the sender's clock, where the packet says so. */
  readonly captureTime: number | null;
}

/** What a sender's report says (RFC 3550 section 6.4.1): at `at`, in milliseconds since 1970, its RTP clock stood so. */
export interface SenderReport {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly at: number;
}

const FIXED_HEADER_BYTES = 12;
/** With RTP and RTCP on one port, these second bytes are RTCP's (RFC 5761 section 4). */
const FIRST_RTCP_TYPE = 192;
const LAST_RTCP_TYPE = 223;
const SENDER_REPORT = 200;
const SENDER_INFO_BYTES = 28;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2_208_988_800;
/** Header extensions (RFC 8285) with a head of one byte each, and of two. */
const ONE_BYTE_PROFILE = 0xbede;
const TWO_BYTE_PROFILE = 0x1000;

/**
 * The packet in a datagram; null for RTCP and for anything malformed. The payload shares the datagram's memory.
 * `captureExtension` is the number under which the packets carry abs-capture-time; null where they do not.
 */
export function parseRtpPacket(
  datagram: Buffer,
  arrivedAt: number,
  captureExtension: number | null = null,
): RtpPacket | null {
  if (datagram.length < FIXED_HEADER_BYTES) return null;
  const flags = datagram.readUInt8(0);
  const second = datagram.readUInt8(1);
  if (flags >> 6 !== 2 || (second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE)) return null;
  let captureTime: number | null = null;
  let start = FIXED_HEADER_BYTES + (flags & 0x0f) * 4;
  if (flags & 0x10) {
    if (datagram.length < start + 4) return null;
    const profile = datagram.readUInt16BE(start);
    const content = start + 4;
    start = content + datagram.readUInt16BE(start + 2) * 4;
    if (captureExtension !== null && start <= datagram.length)
      captureTime = captureTimeIn(datagram.subarray(content, start), profile, captureExtension);
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
    captureTime,
  };
}

/** The report at the head of an RTCP datagram; null for anything else. */
export function parseSenderReport(datagram: Buffer): SenderReport | null {
  if (datagram.length < SENDER_INFO_BYTES || datagram.readUInt8(0) >> 6 !== 2) return null;
  if (datagram.readUInt8(1) !== SENDER_REPORT) return null;
  return { ssrc: datagram.readUInt32BE(4), at: ntpMoment(datagram, 8), timestamp: datagram.readUInt32BE(16) };
}

/** Reads abs-capture-time out of the header extensions, where it is among them. */
function captureTimeIn(extensions: Buffer, profile: number, wanted: number): number | null {
  const headBytes = profile === ONE_BYTE_PROFILE ? 1 : (profile & 0xfff0) === TWO_BYTE_PROFILE ? 2 : null;
  if (headBytes === null) return null;
  let position = 0;
  while (position + headBytes <= extensions.length) {
    const first = extensions.readUInt8(position);
    if (first === 0) {
      position += 1;
      continue;
    }
    const number = headBytes === 1 ? first >> 4 : first;
    const length = headBytes === 1 ? (first & 0x0f) + 1 : extensions.readUInt8(position + 1);
    position += headBytes;
    if (number === wanted && length >= 8 && position + 8 <= extensions.length) return ntpMoment(extensions, position);
    position += length;
  }
  return null;
}

function ntpMoment(bytes: Buffer, offset: number): number {
  const seconds = bytes.readUInt32BE(offset) - NTP_EPOCH_S;
  return Math.round(seconds * 1000 + (bytes.readUInt32BE(offset + 4) * 1000) / 2 ** 32);
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
